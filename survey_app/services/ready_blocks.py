# ruff: noqa: RUF001 - Chinese texts use full width marks
"""Ready blocks of choice questions in English, Spanish and Chinese: how it was bought, who answers, in own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.questions.definition import Text
from survey_app.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a block: its words and its answers, code by code; without answers it is asked in own words."""

    text: Text
    answers: Sequence[tuple[int, Text]] = ()
    several: bool = False
    other: bool = False
    purpose: Purpose = Purpose.SOLICITATION


@dataclass(frozen=True, slots=True)
class Ready:
    """Questions that belong together."""

    label: str
    use: str
    questions: Sequence[Asked]


def _said(english: str, spanish: str, chinese: str) -> Text:
    return {"en": english, "es": spanish, "zh_Hans_CN": chinese}


def _answers(*texts: Text) -> tuple[tuple[int, Text], ...]:
    return tuple(enumerate(texts, 1))


READY: dict[str, Ready] = {
    "purchase": Ready(
        N_("How the purchase was decided"),
        N_(
            "What set it off, how long it took, where people looked, who had a say, how planned it was: five questions."
        ),
        (
            Asked(
                _said(
                    "What first made you think of buying?",
                    "¿Qué le hizo pensar por primera vez en comprar?",
                    "最初是什么让您想到购买？",
                ),
                _answers(
                    _said("A need of my own", "Una necesidad propia", "自己的需要"),
                    _said("Something I saw or heard", "Algo que vi u oí", "看到或听到的信息"),
                    _said("Somebody recommended it", "Me lo recomendaron", "别人的推荐"),
                    _said("The old one was worn out", "El anterior estaba gastado", "旧的不能用了"),
                ),
                other=True,
            ),
            Asked(
                _said(
                    "How long did it take from the first thought to the purchase?",
                    "¿Cuánto pasó desde la primera idea hasta la compra?",
                    "从最初想到到购买用了多长时间？",
                ),
                _answers(
                    _said("The same day", "El mismo día", "当天"),
                    _said("Up to a week", "Hasta una semana", "一周以内"),
                    _said("Up to a month", "Hasta un mes", "一个月以内"),
                    _said("Longer", "Más tiempo", "更长时间"),
                ),
            ),
            Asked(
                _said(
                    "Where did you look for information?",
                    "¿Dónde buscó información?",
                    "您从哪里获取了信息？",
                ),
                _answers(
                    _said("Own experience", "Experiencia propia", "自己的经验"),
                    _said("Friends and colleagues", "Amigos y colegas", "朋友和同事"),
                    _said("The seller", "El vendedor", "卖方"),
                    _said("Advertising", "Publicidad", "广告"),
                    _said("Tests and reviews", "Pruebas y reseñas", "评测与评论"),
                    _said("Nowhere", "En ningún sitio", "没有查找"),
                ),
                several=True,
                other=True,
            ),
            Asked(
                _said(
                    "How much effort did you put into choosing the brand?",
                    "¿Cuánto esfuerzo dedicó a elegir la marca?",
                    "选择品牌时您花了多少精力？",
                ),
                _answers(
                    _said(
                        "None: it was clear from the start",
                        "Ninguno: estaba claro desde el principio",
                        "没有，一开始就确定了",
                    ),
                    _said("A little", "Un poco", "一点"),
                    _said("Some", "Algo", "一些"),
                    _said("A lot", "Mucho", "很多"),
                ),
            ),
            Asked(
                _said(
                    "Had you planned the purchase?",
                    "¿Tenía prevista la compra?",
                    "这次购买是事先计划好的吗？",
                ),
                _answers(
                    _said("Yes, product and brand", "Sí, producto y marca", "是，产品和品牌都定了"),
                    _said("Yes, the product only", "Sí, solo el producto", "是，只定了产品"),
                    _said("No, it was decided on the spot", "No, se decidió en el momento", "不是，当场决定"),
                ),
            ),
        ),
    ),
    "profile": Ready(
        N_("Who answers: organisation and job"),
        N_("Size of the organisation, the person’s task and part in buying, years as a customer: four questions."),
        (
            Asked(
                _said(
                    "How many people work in your organisation?",
                    "¿Cuántas personas trabajan en su organización?",
                    "贵单位有多少人？",
                ),
                _answers(
                    _said("1 to 9", "De 1 a 9", "1至9人"),
                    _said("10 to 49", "De 10 a 49", "10至49人"),
                    _said("50 to 249", "De 50 a 249", "50至249人"),
                    _said("250 or more", "250 o más", "250人及以上"),
                ),
            ),
            Asked(
                _said("What is your field of work?", "¿Cuál es su área de trabajo?", "您从事哪方面的工作？"),
                _answers(
                    _said("Management", "Dirección", "管理"),
                    _said("Purchasing", "Compras", "采购"),
                    _said("Production", "Producción", "生产"),
                    _said("Sales and service", "Ventas y servicio", "销售与服务"),
                    _said("Administration", "Administración", "行政"),
                ),
                other=True,
            ),
            Asked(
                _said(
                    "What part do you have when your organisation buys?",
                    "¿Qué papel tiene usted en las compras de su organización?",
                    "贵单位采购时您起什么作用？",
                ),
                _answers(
                    _said("I decide", "Decido", "作决定"),
                    _said("I decide with others", "Decido con otros", "与他人共同决定"),
                    _said("I propose or advise", "Propongo o aconsejo", "提出建议"),
                    _said("I use what is bought", "Uso lo que se compra", "使用所购之物"),
                    _said("None", "Ninguno", "不参与"),
                ),
            ),
            Asked(
                _said(
                    "For how long have you been our customer?",
                    "¿Desde hace cuánto es cliente nuestro?",
                    "您成为我们的客户多久了？",
                ),
                _answers(
                    _said("Less than a year", "Menos de un año", "不到一年"),
                    _said("1 to 3 years", "De 1 a 3 años", "1至3年"),
                    _said("4 to 10 years", "De 4 a 10 años", "4至10年"),
                    _said("Longer", "Más tiempo", "更久"),
                ),
            ),
        ),
    ),
    "formed": Ready(
        N_("What formed the expectation"),
        N_("Where expectations came from; it explains what was expected, not what was experienced: one question."),
        (
            Asked(
                _said(
                    "What has formed your expectation of us?",
                    "¿Qué ha formado su expectativa sobre nosotros?",
                    "您对我们的期望是由什么形成的？",
                ),
                _answers(
                    _said("What others told me", "Lo que me contaron otros", "别人的口碑"),
                    _said("What the brand promises", "Lo que promete la marca", "品牌的宣传"),
                    _said("My own values", "Mis propios valores", "我自己的价值观"),
                    _said("My present circumstances", "Mis circunstancias actuales", "我目前的环境"),
                    _said("Experience of my own", "Mi propia experiencia", "我以往的经验"),
                ),
                several=True,
                other=True,
            ),
        ),
    ),
    "words": Ready(
        N_("In own words: like, miss, compare"),
        N_("Three open questions: what is good, what is missing, what others do better."),
        (
            Asked(
                _said(
                    "What do you like best about us?",
                    "¿Qué es lo que más le gusta de nosotros?",
                    "您最喜欢我们的哪一点？",
                )
            ),
            Asked(_said("What do you miss?", "¿Qué echa de menos?", "您觉得缺少什么？")),
            Asked(_said("What do others do better?", "¿Qué hacen mejor otros?", "其他供应商哪些方面做得更好？")),
        ),
    ),
}
