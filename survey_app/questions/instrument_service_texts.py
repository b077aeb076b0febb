# ruff: noqa: RUF001 - Chinese texts use full width marks
"""The words of questionnaires whose structure and formula are published and whose wording is our own."""

from collections.abc import Sequence

from survey_app.questions.definition import Item
from survey_app.questions.instrument_texts import said


def _item(code: str, english: str, spanish: str, chinese: str) -> Item:
    return Item(code, said(english, spanish, chinese))


SERVICE = said(
    "What does a good supplier have to offer, and what have you experienced with us?",
    "¿Qué debe ofrecer un buen proveedor y qué ha experimentado con nosotros?",
    "一家好的供应商应当做到什么？您在我们这里实际体验如何？",
)
SERVICE_HINT = said(
    "Rate each line twice from 1 (low) to 7 (high): how much you expect of it, and how it was with us.",
    "Valore cada línea dos veces, de 1 (bajo) a 7 (alto): cuánto espera de ella y cómo ha sido con nosotros.",
    "每行评价两次，1为低，7为高：您对此期望多高，以及我们实际做得如何。",
)
LOW, HIGH = said("Low", "Bajo", "低"), said("High", "Alto", "高")
SERVICE_PAIRS: Sequence[Item] = (
    _item("t1", "Equipment that is up to date", "Equipos actuales", "设备先进"),
    _item("t2", "Rooms that look inviting", "Locales con aspecto acogedor", "场所美观宜人"),
    _item("t3", "Staff with a neat appearance", "Personal de aspecto cuidado", "员工仪表整洁"),
    _item(
        "t4",
        "Printed matter that is pleasant to look at",
        "Impresos agradables a la vista",
        "印刷材料赏心悦目",
    ),
    _item("r1", "A date that was promised is kept", "Se cumple la fecha prometida", "承诺的日期能够兑现"),
    _item("r2", "Problems are taken up in earnest", "Los problemas se toman en serio", "认真对待问题"),
    _item("r3", "Done right the first time", "Bien hecho a la primera", "第一次就做对"),
    _item("r4", "Ready at the time that was named", "Listo a la hora indicada", "按说好的时间完成"),
    _item("r5", "Records without mistakes", "Registros sin errores", "记录没有差错"),
    _item("s1", "Being told when it will be done", "Se informa de cuándo estará hecho", "告知何时完成"),
    _item("s2", "Quick help", "Ayuda rápida", "迅速提供帮助"),
    _item("s3", "Staff who are glad to help", "Personal que ayuda con gusto", "员工乐于帮助"),
    _item(
        "s4",
        "Time for a request, however busy it is",
        "Tiempo para una petición, por mucho trabajo que haya",
        "再忙也会抽时间处理请求",
    ),
    _item(
        "a1",
        "Conduct that makes people confident",
        "Un trato que inspira confianza",
        "员工的举止让人有信心",
    ),
    _item("a2", "Feeling safe in every dealing", "Sentirse seguro en cada gestión", "每次往来都感到放心"),
    _item("a3", "Courtesy at all times", "Cortesía en todo momento", "始终有礼"),
    _item("a4", "Staff who know the answer", "Personal que sabe la respuesta", "员工能够解答问题"),
    _item("e1", "Attention to each customer", "Atención a cada cliente", "关注每一位客户"),
    _item("e2", "Hours that suit the customers", "Horarios que convienen a los clientes", "服务时间方便客户"),
    _item("e3", "Somebody who cares for one in person", "Alguien que atiende en persona", "有专人用心接待"),
    _item("e4", "The customer’s interest comes first", "El interés del cliente es lo primero", "以客户利益为先"),
    _item("e5", "Special needs are understood", "Se entienden las necesidades propias", "理解客户的特殊需要"),
)
WEIGHTS = said(
    "How much does each of these matter to you? Share 100 points among them.",
    "¿Cuánto le importa cada uno de estos aspectos? Reparta 100 puntos entre ellos.",
    "以下各方面对您有多重要？请将100分分配给它们。",
)
WEIGHT_ROWS: Sequence[Item] = (
    _item("tangibles", "Equipment, rooms and appearance", "Equipos, locales y aspecto", "设备、场所和外观"),
    _item("reliability", "Doing rightly what was promised", "Hacer bien lo prometido", "准确兑现承诺"),
    _item("responsiveness", "Helping gladly and quickly", "Ayudar con gusto y rapidez", "乐意而迅速地帮助"),
    _item("assurance", "Knowledge, courtesy and trust", "Conocimiento, cortesía y confianza", "专业、礼貌与信任"),
    _item("empathy", "Care for the single customer", "Atención al cliente concreto", "对每位客户的关心"),
)

AT_ALL = said("I do not agree at all", "Nada de acuerdo", "完全不同意")
ENTIRELY = said("I agree entirely", "Totalmente de acuerdo", "完全同意")
MODEL = said(
    "What do you think of us? Please judge from 1 to 10.",
    "¿Qué opina de nosotros? Valore, por favor, del 1 al 10.",
    "您对我们的看法如何？请用1到10分评价。",
)
MODEL_BLOCKS: dict[str, Sequence[Item]] = {
    "image": (
        _item("im1", "One can rely on what they say.", "Se puede confiar en lo que dicen.", "他们说的话可以相信。"),
        _item(
            "im2", "They stand firmly in the market.", "Están bien asentados en el mercado.", "他们在市场上地位稳固。"
        ),
        _item("im3", "They do good for society.", "Aportan algo bueno a la sociedad.", "他们对社会有贡献。"),
        _item("im4", "They care about customers.", "Se preocupan por los clientes.", "他们关心客户。"),
        _item("im5", "They look ahead.", "Miran al futuro.", "他们有远见。"),
    ),
    "expectation": (
        _item(
            "ex1",
            "Beforehand I expected high quality all in all.",
            "Antes esperaba una calidad alta en conjunto.",
            "事先我期望总体质量很高。",
        ),
        _item(
            "ex2",
            "Beforehand I expected it to fit what I need.",
            "Antes esperaba que se ajustara a lo que necesito.",
            "事先我期望符合我的需要。",
        ),
        _item(
            "ex3",
            "Beforehand I expected that little would go wrong.",
            "Antes esperaba que pocas cosas salieran mal.",
            "事先我期望很少出问题。",
        ),
    ),
    "quality": (
        _item("qu1", "All in all the quality is high.", "En conjunto, la calidad es alta.", "总体质量很高。"),
        _item("qu2", "The products do what they should.", "Los productos cumplen su función.", "产品能够正常使用。"),
        _item("qu3", "The service around them is good.", "El servicio que los acompaña es bueno.", "相关服务很好。"),
        _item("qu4", "Deliveries are reliable.", "Las entregas son fiables.", "交付可靠。"),
        _item("qu5", "Information is clear.", "La información es clara.", "信息清楚。"),
    ),
    "value": (
        _item(
            "va1",
            "For this price the quality is good.",
            "Por este precio, la calidad es buena.",
            "按这个价格，质量不错。",
        ),
        _item(
            "va2",
            "For this quality the price is fair.",
            "Por esta calidad, el precio es justo.",
            "按这个质量，价格合理。",
        ),
    ),
    "satisfaction": (
        _item("sa1", "All in all I am satisfied.", "En conjunto, estoy satisfecho.", "总体上我感到满意。"),
        _item("sa2", "What I expected has come true.", "Se ha cumplido lo que esperaba.", "我的期望实现了。"),
        _item("sa3", "It comes near to the ideal.", "Se acerca al ideal.", "接近我心目中的理想。"),
    ),
    "complaints": (
        _item(
            "co1",
            "Complaints are handled well, or so I believe.",
            "Las quejas se atienden bien, o así lo creo.",
            "投诉得到妥善处理，或者我相信会如此。",
        ),
    ),
    "loyalty": (
        _item("lo1", "I would choose them again.", "Los elegiría de nuevo.", "我会再次选择他们。"),
        _item(
            "lo2",
            "I would advise others to buy there.",
            "Aconsejaría a otros comprar allí.",
            "我会建议别人去那里购买。",
        ),
        _item(
            "lo3",
            "I would stay if another one were a little cheaper.",
            "Me quedaría aunque otro fuera algo más barato.",
            "即使别家便宜一些，我也会留下。",
        ),
    ),
}

SYSTEM: Sequence[Item] = tuple(
    Item(str(place), words)
    for place, words in enumerate(
        (
            said(
                "All in all, it is easy enough to use.",
                "En conjunto, es bastante fácil de usar.",
                "总体来说，它足够好用。",
            ),
            said("Using it is simple.", "Usarlo es sencillo.", "使用起来很简单。"),
            said("With it I get my work done quickly.", "Con él termino mi trabajo deprisa.", "用它我能很快完成工作。"),
            said("I am at ease when I use it.", "Me siento cómodo al usarlo.", "使用时我感到自在。"),
            said("Learning it was easy.", "Aprenderlo ha sido fácil.", "学会使用很容易。"),
            said("It soon made me productive.", "Pronto me hizo productivo.", "我很快就能高效工作。"),
            said(
                "When something fails, it says clearly how to put it right.",
                "Cuando algo falla, dice con claridad cómo arreglarlo.",
                "出错时，它清楚说明如何解决。",
            ),
            said(
                "Mistakes of mine are mended quickly.",
                "Mis errores se corrigen deprisa.",
                "我弄错时能很快改正。",
            ),
            said("Its messages are clear.", "Sus avisos son claros.", "提示很清楚。"),
            said("I find what I want to know.", "Encuentro lo que quiero saber.", "我能找到想了解的内容。"),
            said(
                "What it tells me helps me to finish my work.",
                "Lo que me dice me ayuda a terminar mi trabajo.",
                "它提供的信息有助于完成工作。",
            ),
            said("Its pages are well arranged.", "Sus páginas están bien ordenadas.", "页面布局条理清楚。"),
            said("It is pleasant to look at.", "Es agradable a la vista.", "界面看起来舒服。"),
            said("I like working with its pages.", "Me gusta trabajar con sus páginas.", "我喜欢用它的界面工作。"),
            said("It can do all that I expect of it.", "Puede hacer todo lo que espero.", "它具备我期望的全部功能。"),
            said("All in all, I am satisfied with it.", "En conjunto, estoy satisfecho con él.", "总体上我对它满意。"),
        ),
        1,
    )
)
SYSTEM_ASKED = said(
    "How far do you agree with each sentence about the system?",
    "¿Hasta qué punto está de acuerdo con cada frase sobre el sistema?",
    "您在多大程度上同意以下关于该系统的各句？",
)

EFFORT_SPENT = said(
    "How much effort did it take you to get done what you came for?",
    "¿Cuánto esfuerzo le ha costado resolver lo que necesitaba?",
    "为办成要办的事，您花了多少力气？",
)
LITTLE, MUCH = said("Very little", "Muy poco", "非常少"), said("Very much", "Muchísimo", "非常多")

PAIRS_ASKED = said(
    "Which of the two contributed more to the load of the task?",
    "¿Cuál de los dos contribuyó más a la carga de la tarea?",
    "两者之中，哪一个对任务负荷的影响更大？",
)
