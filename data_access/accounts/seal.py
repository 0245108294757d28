"""What the server's secret is for: keyed hashes of random secrets, and encryption of second factors at rest."""

import hashlib
import hmac
import secrets
import threading
from base64 import urlsafe_b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet

SECRET_BYTES = 24
"""192 random bits for a session, a token or a device; nobody guesses half of that."""
HASHES_AT_ONCE = 2
"""Each takes 19 MiB and all of a processor: a crowd at the login page waits its turn."""


class Seal:
    """Hashes and encrypts with the server's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"duban keyed hash {secret}".encode()).digest()
        self._box = Fernet(urlsafe_b64encode(hashlib.sha256(f"duban encryption {secret}".encode()).digest()))
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turns = threading.BoundedSemaphore(HASHES_AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def make_secret(self) -> str:
        """A new random secret."""
        return secrets.token_urlsafe(SECRET_BYTES)

    def mark(self, secret: str) -> str:
        """The keyed hash under which a random secret is found again (hex, 64)."""
        return hmac.new(self._key, secret.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def close(self, text: str) -> str:
        """Encrypt."""
        return self._box.encrypt(text.encode()).decode()

    def open(self, closed: str) -> str:
        """Decrypt what ``close`` made."""
        return self._box.decrypt(closed.encode()).decode()

    def hash_password(self, password: str) -> str:
        """argon2id (OWASP's parameters: 19 MiB, two passes)."""
        with self._turns:
            return self._hasher.hash(password)

    def is_password(self, password: str, hashed: str) -> bool:
        """Whether the password is the hashed one; without a hash it takes just as long to say no."""
        with self._turns:
            try:
                self._hasher.verify(hashed or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return bool(hashed)
