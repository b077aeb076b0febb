"""A client's logo on a sheet: openpyxl would ask for another library to learn what the look knows already."""

from typing import Any

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import units

from survey_app.exports.client_look import ClientLook
from survey_app.exports.sheet import Sheet

_HEIGHT, _TALL, _WIDTH = 64, 110, 360
"""The most pixels a logo takes on a sheet, one that is higher than wide too; a smaller one stays as it is."""
_Image: Any = Image


class Logo(_Image):  # type: ignore[misc]  # the library has no types
    """The logo, as large as fits, in the second column of a row."""

    def __init__(self, look: ClientLook, sheet: Sheet, row: int) -> None:
        self.look = look
        wide, high = look.logo_size
        factor = min((_TALL if high > wide else _HEIGHT) / high, _WIDTH / wide, 1.0)
        self.width, self.height = max(1, round(wide * factor)), max(1, round(high * factor))
        self.format = "jpeg" if look.logo_kind == "jpg" else "png"
        emu: Any = units.pixels_to_EMU
        size = XDRPositiveSize2D(emu(self.width), emu(self.height))
        self.anchor = OneCellAnchor(_from=AnchorMarker(col=1, row=row - 1, rowOff=emu(4)), ext=size)
        self.sheet = sheet.name

    def _data(self) -> bytes:
        return self.look.logo
