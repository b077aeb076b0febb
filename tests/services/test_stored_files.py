"""Names of files for download: what they are about and what kind they are survives any length."""

from survey_app.services.files import safe_name


def test_a_long_name_keeps_its_begin_and_its_end() -> None:
    name = safe_name(f"Care at home 2030: {'what a ministry wants to know ' * 8}Delphi panel 2026-11-26.en.pdf")
    assert len(name) <= 120
    assert name.startswith("Care at home 2030_ what")
    assert name.endswith("Delphi panel 2026-11-26.en.pdf")


def test_a_short_name_stays_as_it_is() -> None:
    assert safe_name("Panel 2026.xlsx") == "Panel 2026.xlsx"
    assert safe_name(' ../"a"\r\nb/.. ') == "__a___b_"
