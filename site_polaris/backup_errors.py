"""What keeps a backup or a restore from being done, in sentences for the one who runs the command."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FULL: Final = "Le disque est plein\u00a0: rien n’a été gardé de ce qui était commencé. Faites de la place, puis recommencez."

DAMAGED: Final = "La base est abîmée\u00a0: gardez les sauvegardes d’avant, et restaurez la dernière qui est bonne."
SQLITE: Final = {sqlite3.SQLITE_FULL: DISK_FULL, sqlite3.SQLITE_CORRUPT: DAMAGED}


class BackupError(Exception):
    """Holds one sentence in French."""


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Makes a BackupError of what disks and databases raise; their own messages may quote rows, and are not shown."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise BackupError(DISK_FULL) from None
        where = f"\u00a0: {error.filename}" if error.filename else ""
        raise BackupError(f"Le disque a refusé ({error.strerror or type(error).__name__}){where}.") from None
    except sqlite3.Error as error:
        # Its low byte; the others say more of the same.
        code = error.sqlite_errorcode & 0xFF
        if code in SQLITE:
            raise BackupError(SQLITE[code]) from None
        raise BackupError(f"SQLite a refusé ({error.sqlite_errorname})\u00a0: lancez «\u00a0manage.py doctor\u00a0».") from None
    except DatabaseError as error:
        raise BackupError(f"La base a refusé ({type(error).__name__})\u00a0: lancez «\u00a0manage.py doctor\u00a0».") from None
