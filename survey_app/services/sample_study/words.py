"""What simulated customers write when they are asked what to improve: made up, by attribute."""

THEMES: dict[str, tuple[str, ...]] = {
    "delivery": (
        "Two of our last five orders came a week late and nobody told us before we asked.",
        "Give us a delivery date that you can keep. We plan a whole shift around it.",
        "Tell us as soon as a delivery slips, not on the day itself.",
        "Partial deliveries without notice cost us twice in handling.",
        "约定的日期经常推迟，希望提前通知。",  # noqa: RUF001 - Chinese has its own comma
        "Que la fecha prometida sea la fecha real.",
    ),
    "complaints": (
        "My complaint was passed between three people. One person should own it.",
        "It took four weeks to hear that the fault was accepted. A first answer in two days would do.",
        "Nobody told us how the complaint ended. We found out when the credit note came.",
        "投诉之后没有人回复处理结果。",
        "Un solo responsable para cada reclamación, con nombre y teléfono.",
    ),
    "price": (
        "Prices went up twice this year without a word about why.",
        "For small orders the surcharge is out of proportion.",
        "Other suppliers give a discount for yearly contracts. You should too.",
    ),
    "reply": (
        "E-mails on Fridays are answered on Tuesdays.",
        "A short note that you have received our question would already help.",
    ),
    "invoices": (
        "Put our order number on every invoice, please.",
        "One invoice a month instead of nine would save us a day of work.",
    ),
    "quality": (
        "The last two batches of seals wore out after half the usual time.",
        "Keep the quality as it is and do not save on material.",
    ),
    "advice": ("Your technicians know their subject, but it is hard to get hold of one.",),
    "packaging": ("Less plastic around small parts. Most of it goes straight into the bin.",),
    "courtesy": ("Nothing to improve there: your people are friendly and patient.",),
    "ordering": ("The new order page is quick. Please let us save our usual order.",),
}

LANGUAGES: dict[str, str] = {
    text: "zh_Hans_CN" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "es"
    for texts in THEMES.values()
    for text in texts
    if not text.isascii() or text.startswith(("Que ", "Un solo "))
}
"""The language of the sentences that are not English: whoever wrote one answered in it."""
