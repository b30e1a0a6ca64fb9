"""Files attached to a paper: checked, kept once, handed out to their owner alone."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum

from osler.errors import BadInput, NotFound, OutOfSpace
from osler.fulltext.jats import parse
from osler.people.forget import files
from osler.people.models import User
from osler.reading.models import Attachment, Kind

_MB = 2**20
_TAIL = 2_048  # bytes at the end of a PDF in which its last two marks stand


def attach(user: User, pmid: int, upload: UploadedFile[bytes]) -> Attachment:
    """Keep a file. The same file twice is one. Raises BadInput (what is wrong with it), OutOfSpace."""
    name = os.path.basename((upload.name or "file").replace("\\", "/"))[:200] or "file"
    most = settings.OSLER.attachment_mb
    if (upload.size or 0) > most * _MB:
        raise BadInput(f"{name} is larger than {most} MB")
    content = upload.read()
    kind = _kind(content, name)
    digest = hashlib.sha256(content).hexdigest()
    held = Attachment.objects.filter(user=user).aggregate(held=Sum("size"))["held"] or 0
    if held + len(content) > settings.OSLER.attachments_mb * _MB:
        raise BadInput(f"your files would be more than {settings.OSLER.attachments_mb} MB: remove some first")
    _keep(_place(user, digest), content)
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                user=user, pmid=pmid, kind=kind, name=name, size=len(content), sha256=digest
            )
    except IntegrityError:  # attached before, perhaps from another tab this instant
        return Attachment.objects.get(user=user, pmid=pmid, sha256=digest)


def of(user: User, pmid: int) -> list[Attachment]:
    """A reader's files of a paper, newest first."""
    return list(Attachment.objects.filter(user=user, pmid=pmid).order_by("-made_at", "-pk"))


def one(user: User, key: int) -> Attachment:
    """Raises NotFound for a file of somebody else's too: nobody learns that it exists."""
    found = Attachment.objects.filter(user=user, pk=key).first()
    if found is None:
        raise NotFound("there is no such file")
    return found


def content(attachment: Attachment) -> bytes:
    """Raises NotFound where the file was lost from the disk."""
    try:
        return _place(attachment.user, attachment.sha256).read_bytes()
    except OSError as error:
        raise NotFound(f"{attachment.name} is not on the disk any more") from error


def remove(attachment: Attachment) -> None:
    """The row, and the file where no other row needs it."""
    user, digest = attachment.user, attachment.sha256
    attachment.delete()
    if not Attachment.objects.filter(user=user, sha256=digest).exists():
        _place(user, digest).unlink(missing_ok=True)


def export(user: User) -> Mapping[str, bytes]:
    """For "download everything": each file under its paper."""
    rows = Attachment.objects.filter(user=user).select_related("user")
    return {f"files/{each.pmid}/{each.sha256[:8]}-{each.name}": content(each) for each in rows}


def _kind(content: bytes, name: str) -> Kind:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_TAIL:] or b"startxref" not in content[-_TAIL:]:
            raise BadInput(f"{name} begins as a PDF and does not end as one: it may be cut off")
        return Kind.PDF
    if content.lstrip()[:1] == b"<" or content.startswith(b"\x1f\x8b"):
        parse(content, name)
        return Kind.JATS
    raise BadInput(f"{name} is neither a PDF nor JATS XML, whatever its name says")


def _place(user: User, digest: str) -> Path:
    return files(user) / "attachments" / digest


def _keep(place: Path, content: bytes) -> None:
    """Whole or not at all."""
    if place.exists():
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.replace(temporary, place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutOfSpace("the disk is full: the file was not kept, nothing else is lost") from error
        raise
