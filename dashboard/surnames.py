"""Chinese surnames, as data: how a name is told from another word, and where its surname ends."""

COMMON = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庄柯洪施颜骆粘尤阮温欧纪翁连詹卓游涂"
)
"""The hundred most frequent ones, and those frequent in southern Fujian."""

SINGLE = COMMON | frozenset(
    "安敖巴柏班包鲍暴贝毕卞卜步苍岑柴昌晁车成迟储楚褚丛崔达单党邸刁窦杜端堵鄂法樊费丰封凤伏扶符付甘干葛耿弓宫公贡勾古谷关管桂"
    "国海杭郝和衡花华怀宦惠霍姬嵇吉计季冀简焦揭解靳荆井景居鞠阚隗况匡邝蒯郎劳乐冷李厉利栗练廉凌蔺令柳娄楼芦鲁禄路栾麻满茅梅"
    "门蒙米宓苗闵明缪莫牟木穆那倪聂宁牛农盘庞裴皮平蒲朴浦戚祁齐亓强乔秦仇屈瞿曲璩全权阙冉饶荣容茹芮桑沙山尚佘申慎盛师时寿舒"
    "束双水司松宿粟隋孙邰谈陶滕佟童屠危韦卫位闻沃邬巫伍西席习冼鲜咸项辛邢幸宣轩荀牙燕晏阳仰伊衣殷应雍尤於鱼俞虞禹郁喻元原岳"
    "越云宰臧翟湛章仉郅支植仲诸竺祝卓宗左佐查柒锺肖闫邹向"
)
"""Surnames of one character."""

COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 东方 西门 南宫 独孤 长孙 宇文 闻人 赫连 "
    "澹台 轩辕 端木 百里 呼延 东郭 南门 公羊 公冶 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 "
    "子车 颛孙 巫马 公西 漆雕 乐正 壤驷 拓跋 夹谷 宰父 谷梁 左丘 梁丘 万俟 第五 纳兰 完颜 叶赫 张廖 范姜".split()
)
"""Surnames of two characters."""

SHOP_WORDS = frozenset("金万方高安丰成常康和华海国利明平强荣盛时西阳元原云宗达花乐山水双门石白江文")
"""Surnames that as often begin the name of a shop; before two characters they do not tell a name."""
