"""Personal data made unreadable: names, phones and identity numbers, alone or inside free text. Pure functions.

Masks are those of public screens: 王* 王*明 欧阳*明 138****1234 350***********1234. A company is told by its form and
a code by its shape; of the rest, what looks like a person's is masked.
Source: Personal Information Protection Law art. 6 and 51 (the least that is needed; de-identification).
"""

import re
from collections.abc import Callable

from dashboard.masking_numbers import mask_id, mask_numbers, mask_phone
from dashboard.surnames import COMMON, COMPOUND, SHOP_WORDS, SINGLE
from dashboard.vocabulary import UNITS

__all__ = ["mask_id", "mask_name", "mask_party", "mask_phone", "mask_text"]

_H = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇"
_DOTS = "·•‧・∙"
_CHINESE = re.compile(rf"[{_H}*\s]*")
_ZONES = frozenset({"高新区", "经开区", "万达"})
_PLACES = _ZONES.union(*((unit.short, unit.zh, unit.zh[:-1]) for unit in UNITS))
_COMPANY = re.compile(
    r"公司|集团|股份|银行|学校|大学|学院|中学|小学|幼儿园|医院|卫生院|研究院|设计院|委员会|政府|法院|办事处|指挥部|合作社|协会|基金会"
    r"|事务所|[局厅处馆所厂站队办]$|(?i:\b(?:ltd|inc|co|corp|llc|company|limited)\b)"
)
_TRADER = r"(?:个体工商户|个体经营者|个体户)"
_SHOP = (
    r"(?:百货|服装|食品|水果|五金|建材|电器|餐饮|烟酒|茶叶|日用品|石材|家具|农资|水产|海鲜|副食品?|鞋业|机械)?(?:经营部|商行|商店|商铺|"
    r"经营户|门市部?|服务部|便利店|超市|餐馆|饭店|小吃店|餐厅|面馆|美发店|理发店|药店|诊所|维修部|修理部|批发部|加工部|工作室|养殖场|"
    r"家庭农场|摊位?|茶行|车行|店)"
)
_PERSON = rf"(?P<name>[{_H}][{_H}*]{{1,3}}?)"
_PLACED = r"(?:^|(?<=[省市县区镇乡村组里巷社道]))"
_SHOP_WORD = re.compile(rf"{_TRADER}|{_SHOP}")
_IN_BRACKETS = re.compile(rf"(?<=[（(])(?P<name>[{_H}][{_H}*{_DOTS}]{{1,15}})(?=[）)])")
_BEFORE_TRADER = re.compile(rf"{_PLACED}{_PERSON}(?=\s*[（(]?{_TRADER})")
_SHOP_OF = re.compile(rf"{_PLACED}{_PERSON}(?={_SHOP}(?:$|[^{_H}]))")
_HOME_OF = re.compile(
    rf"{_PLACED}{_PERSON}(?=个人|户|等[{_H}0-9]{{0,4}}[人户]|私宅|私房|自建|自家|宅基|农房|民房|家庭|住宅|住房|房屋|翻建|危房|旧房)"
)
_MARKER = re.compile(
    r"(?:联系人|申请人|姓名|经办人|法定代表人|法人代表|法人|负责人|委托人|受托人|代理人|办理人|办理人员|承办人|受理人|审批人|户主|业主|"
    r"权利人|产权人|投诉人|举报人|信访人|反映人|监护人|收件人|签收人|领取人|被许可人|当事人|建房人|户名|投资人|经营者|个体工商户|个体户)"
    r"(?:姓名|名称)?(?P<gap>\s*(?:[:：]|为|是|——?)?[\s（(“\"「【\[]*)"
)
_RUN = re.compile(rf"[{_H}][{_H}*]*(?:[{_DOTS}][{_H}*]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ*.'’-]*(?: [A-Za-zÀ-ɏ][A-Za-zÀ-ɏ*.'’-]*){0,3}(?![0-9A-Za-z_-])")
_NEXT_WORD = re.compile(
    r"联系|电话|手机|身份|证件|住址|地址|性别|先生|女士|同志|等|系|提出|申请|办理|同意|签字|签名|委托|代办|男|女|反映|投诉"
)
_AND = re.compile(r"\s*[、/和及与]\s*")


def mask_name(name: str) -> str:
    """Surname and, from three characters on, the last one; of a name with dots its first, of a foreign one initials."""
    return _settled(name, _mask_name)


def _mask_name(name: str) -> str:
    if any(dot in name for dot in _DOTS):
        first = next((at for at, letter in enumerate(name) if not letter.isspace()), 0)
        return "".join(
            letter if at == first or letter in _DOTS or letter.isspace() else "*" for at, letter in enumerate(name)
        )
    if not _CHINESE.fullmatch(name):
        return re.sub(r"\S+", lambda word: word[0][0] + "*" * (len(word[0]) - 1), name)
    places = [at for at, letter in enumerate(name) if not letter.isspace()]
    kept = _surname_length("".join(name[at] for at in places))
    last = places[-1:] if len(places) - kept > 1 else []
    hidden = set(places[kept:]) - set(last)
    return "".join("*" if at in hidden else letter for at, letter in enumerate(name))


def mask_text(text: str) -> str:
    """Free text: phones and identity numbers by their shape, names only after words that announce one (联系人：…)."""
    return _settled(text, lambda now: _mask_announced(mask_numbers(now)))


def mask_party(text: str) -> str:
    """Who or whose something is: companies stay; people, sole traders and private homes do not show their name."""
    return _settled(mask_text(text), lambda now: _mask_announced(mask_numbers(_mask_people(now))))


def _settled(text: str, mask: Callable[[str], str]) -> str:
    """Masked until nothing more is found: what stands beside a mask may be found only then."""
    while (masked := mask(text)) != text:
        text = masked
    return text


def _surname_length(letters: str) -> int:
    if len(letters) < 2:
        return 0
    return 2 if len(letters) > 2 and letters[:2] in COMPOUND else 1


def _is_name(text: str, *, doubtful: bool = False) -> bool:
    """Whether Han characters read as surname and given name; where that is ``doubtful``, two need a plain surname."""
    if text in _PLACES or not 2 <= len(text) <= 4:
        return False
    if text[:2] in COMPOUND and len(text) > 2:
        return True
    if doubtful and len(text) == 2:
        return text[0] in COMMON - SHOP_WORDS
    return len(text) < 4 and text[0] in SINGLE


def _mask_people(text: str) -> str:
    bare = text.strip()
    if _RUN.fullmatch(bare) and not _COMPANY.search(bare) and (_is_name(bare) or any(dot in bare for dot in _DOTS)):
        return text.replace(bare, mask_name(bare))
    text = _HOME_OF.sub(_if_name, text)
    if not _SHOP_WORD.search(text) or _COMPANY.search(text):
        return text
    text = _IN_BRACKETS.sub(lambda found: found[0] if _is_shop(found[0]) else _if_name(found, doubtful=False), text)
    return _SHOP_OF.sub(_if_name, _BEFORE_TRADER.sub(_if_name, text))


def _is_shop(text: str) -> bool:
    return _SHOP_WORD.search(text) is not None


def _if_name(found: re.Match[str], *, doubtful: bool = True) -> str:
    name = found["name"]
    is_name = any(dot in name for dot in _DOTS) or _is_name(name, doubtful=doubtful)
    return mask_name(name) if is_name else found[0]


def _mask_announced(text: str) -> str:
    """Names after the words that announce one, and those listed behind them."""
    position = 0
    while found := _MARKER.search(text, position):
        position = at = found.end()
        while span := _name_at(text, at, sure=bool(found["gap"]) or at > found.end()):
            name = mask_name(text[at:span])
            text = text[:at] + name + text[span:]
            position = span
            more = _AND.match(text, span)
            run = _RUN.match(text, more.end()) if more else None
            if more is None or run is None or not _is_name(run[0]):
                break
            at = more.end()
    return text


def _name_at(text: str, at: int, *, sure: bool) -> int:
    """Where the name ends that begins here, 0 if none does. Unless ``sure``, only what can be nothing else counts."""
    latin = _LATIN.match(text, at) if sure else None
    if latin is not None:
        return 0 if _COMPANY.search(latin[0]) else latin.end()
    run = _RUN.match(text, at)
    if run is None or _COMPANY.search(run[0]):
        return 0
    if any(dot in run[0] for dot in _DOTS):
        return run.end()
    if not sure:
        return run.end() if _is_name(run[0], doubtful=True) and run[0][0] in COMMON else 0
    next_word = _NEXT_WORD.search(run[0], 1)
    name = run[0][: next_word.start()] if next_word else run[0]
    if name in _PLACES or len(name) < 2 or not (name[0] in SINGLE or name[:2] in COMPOUND):
        return 0
    return at + min(len(name), 4 if len(name) == 4 or name[:2] in COMPOUND else 3)
