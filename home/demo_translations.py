"""Demo texts: « Participer au programme » in other languages. Each says, in its own, that a native speaker must read it again."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class JoiningText:
    """The same page in one language. `who`, `offer`, `limits` and `privacy` are written with the marks of home/demo_writing.py."""

    code: str
    title: str
    introduction: str
    note: tuple[str, str]
    who: str
    offer: str
    how: str
    steps: tuple[tuple[str, str], ...]
    contact: tuple[str, str]
    limits: str
    emergency: tuple[str, str]
    privacy: str
    skip_label: str = ""
    languages_label: str = ""


ENGLISH: Final = JoiningText(
    code="en",
    title="Join the programme",
    introduction="Are you asking for asylum in France? Workshops, French classes, outings: come now, without waiting for the answer. It is free.",
    skip_label="Skip to content",
    languages_label="Read this page in another language",
    note=(
        "Demonstration text",
        "This translation was written to show how the site works. A native speaker must read it again before it is published.",
    ),
    who="""
        ## Who can join
        The programme is open **from the day you ask for asylum**. You do not need to wait for an answer. It is also open
        if you have just received protection (refugee status or subsidiary protection).

        You can come on your own. A reception centre or an association can also send you to us.

        Workshops take place in groups, in French or in English. The French classes are for people who speak English.
        """,
    offer="""
        ## What you can do
        - **Workshops** to prepare your plans for work: once or twice a week, two hours each time, for ten weeks, in a
        small group. Three sessions start every year.
        - **French classes**: three times a week, for ten weeks, from the first level.
        - **Computer classes** for beginners: two hours a week, for ten weeks.
        - **Outings and activities** all year: museums, walks in the city, sport, parties.
        - **Individual support** towards training or a job, with no time limit.
        - **Well-being activities** and individual support, with psychologists.

        Everything is free.
        """,
    how="How to join",
    steps=(
        ("Write to us", "A few words are enough, in French or in English. Another person can write for you."),
        ("Meet the team", "We explain the programme and answer your questions. A test shows your level of French."),
        ("Take part", "Ten weeks of workshops, classes and outings."),
        ("Carry on with your plans", "The support becomes individual, and the outings stay open to you."),
    ),
    contact=("Write to us", "Do not send documents, the story of your life or your file number."),
    limits="""
        ## What we do not do
        - We do not give legal advice about your asylum request.
        - We have no housing.

        We work with associations that do this: we will tell you who to turn to.
        """,
    emergency=(
        "In an emergency",
        "You are in danger: call **112**. You have nowhere to sleep: call **115**. Both calls are free.",
    ),
    privacy="""
        ## What we know about you
        Polaris 14 is an association. We are not a public authority: not the prefecture, not OFPRA. We decide nothing
        about your asylum request.

        Your real name is not written on this site: only a made-up first name, a random code and the languages you speak.
        We do not write down your nationality, the stage of your procedure or the number of any document.

        You can ask to see your information, to correct it or to have it erased. Reading these pages leaves no cookie on
        your phone. Details are on the [privacy page](/confidentialite/), in French.
        """,
)

ARABIC: Final = JoiningText(
    code="ar",
    title="الانضمام إلى البرنامج",
    introduction="هل تطلبون اللجوء في فرنسا؟ ورشات ودروس فرنسية ونزهات: تعالوا من الآن، دون انتظار الرد. كل شيء مجاني.",
    skip_label="الانتقال إلى المحتوى",
    languages_label="قراءة هذه الصفحة بلغة أخرى",
    note=(
        "نص تجريبي",
        "كُتبت هذه الترجمة لعرض الموقع على سبيل التجربة. يجب أن يراجعها شخص لغته الأم العربية قبل نشرها.",
    ),
    who="""
        ## لمن هذا البرنامج؟
        البرنامج مفتوح **منذ تقديم طلب اللجوء**. لا حاجة إلى انتظار الرد. وهو مفتوح أيضًا إذا حصلتم حديثًا على الحماية
        (صفة اللاجئ أو الحماية الفرعية).

        يمكنكم المجيء من تلقاء أنفسكم. ويمكن أيضًا أن يوجّهكم إلينا مركز استقبال أو جمعية.

        تجري الورشات في مجموعات، بالفرنسية أو بالإنجليزية. ودروس الفرنسية موجّهة إلى من يتكلم الإنجليزية.
        """,
    offer="""
        ## ماذا يمكنكم أن تفعلوا؟
        - **ورشات** لتحضير مشروعكم المهني: مرة أو مرتين في الأسبوع، ساعتان في كل مرة، لمدة عشرة أسابيع، في مجموعة صغيرة.
        تبدأ ثلاث دورات كل سنة.
        - **دروس في اللغة الفرنسية**: ثلاث مرات في الأسبوع، لمدة عشرة أسابيع، ابتداءً من المستوى الأول.
        - **دروس في استعمال الحاسوب** للمبتدئين: ساعتان في الأسبوع، لمدة عشرة أسابيع.
        - **نزهات وأنشطة** طوال السنة: متاحف، جولات في المدينة، رياضة، حفلات.
        - **مرافقة فردية** نحو تدريب مهني أو عمل، دون حدّ زمني.
        - **أنشطة للراحة النفسية** ودعم فردي، مع أخصائيين نفسيين.

        كل هذا مجاني.
        """,
    how="كيف تنضمون؟",
    steps=(
        ("اكتبوا إلينا", "بضع كلمات تكفي، بالفرنسية أو بالإنجليزية. ويمكن لشخص آخر أن يكتب نيابةً عنكم."),
        ("تعرّفوا على الفريق", "نشرح لكم البرنامج ونجيب عن أسئلتكم. ويحدد اختبار مستواكم في الفرنسية."),
        ("شاركوا", "عشرة أسابيع من الورشات والدروس والنزهات."),
        ("واصلوا مشروعكم", "تصبح المرافقة فردية، وتبقى النزهات مفتوحة لكم."),
    ),
    contact=("اكتبوا إلينا", "لا ترسلوا وثائق، ولا قصة حياتكم، ولا رقم ملفكم."),
    limits="""
        ## ما لا نقوم به
        - لا نقدّم استشارات قانونية بشأن طلب لجوئكم.
        - ليس لدينا سكن.

        نعمل مع جمعيات تقوم بذلك، ونخبركم إلى من تتوجهون.
        """,
    emergency=(
        "في حالة الطوارئ",
        "إذا كنتم في خطر، فاتصلوا بالرقم **112**. إذا لم يكن لديكم مكان تنامون فيه، فاتصلوا بالرقم **115**. المكالمتان مجانيتان.",
    ),
    privacy="""
        ## ماذا نعرف عنكم؟
        Polaris 14 جمعية. لسنا من الإدارة: لا المحافظة ولا مكتب اللجوء (OFPRA). ولا نقرر شيئًا بشأن طلب لجوئكم.

        لا يُكتب اسمكم الحقيقي في هذا الموقع: بل اسم مستعار ورمز عشوائي واللغات التي تتكلمونها فقط. ولا نكتب جنسيتكم،
        ولا مرحلة إجراءاتكم، ولا رقم أي وثيقة.

        يمكنكم أن تطلبوا الاطلاع على معلوماتكم أو تصحيحها أو حذفها. قراءة هذه الصفحات لا تترك أي ملف تعريف (كوكي) على
        هاتفكم. التفاصيل في [صفحة الخصوصية](/confidentialite/)، بالفرنسية.
        """,
)

DARI: Final = JoiningText(
    code="prs",
    title="شامل شدن در برنامه",
    introduction="آیا در فرانسه درخواست پناهندگی داده‌اید؟ کارگاه، صنف زبان فرانسوی، گردش: از همین حالا بیایید، بدون انتظار جواب. رایگان است.",
    skip_label="رفتن به متن اصلی",
    languages_label="این صفحه را به زبان دیگری بخوانید",
    note=(
        "متن نمایشی",
        "این ترجمه برای نمایش ویب‌سایت نوشته شده است. پیش از نشر، باید کسی که زبان مادری‌اش دری است آن را دوباره بخواند.",
    ),
    who="""
        ## این برنامه برای کیست؟
        برنامه **از روز درخواست پناهندگی** باز است. لازم نیست منتظر جواب بمانید. اگر به‌تازگی حفاظت گرفته‌اید (حیثیت
        پناهنده یا حفاظت فرعی)، نیز می‌توانید بیایید.

        می‌توانید خودتان بیایید. یک مرکز پذیرش یا یک انجمن هم می‌تواند شما را به ما معرفی کند.

        کارگاه‌ها گروهی است، به زبان فرانسوی یا انگلیسی. صنف‌های زبان فرانسوی برای کسانی است که انگلیسی صحبت می‌کنند.
        """,
    offer="""
        ## چه کارهایی می‌توانید بکنید؟
        - **کارگاه‌ها** برای آماده ساختن پلان کاری شما: هفته یک یا دو بار، هر بار دو ساعت، برای ده هفته، در گروه کوچک. هر
        سال سه دوره آغاز می‌شود.
        - **صنف‌های زبان فرانسوی**: هفته سه بار، برای ده هفته، از سطح اول.
        - **صنف‌های کمپیوتر** برای تازه‌کاران: هفته دو ساعت، برای ده هفته.
        - **گردش و فعالیت** در تمام سال: موزیم، گشت در شهر، ورزش، جشن.
        - **همراهی فردی** به‌سوی آموزش مسلکی یا کار، بدون محدودیت زمان.
        - **فعالیت‌هایی برای آرامش روانی** و کمک فردی، همراه با روان‌شناسان.

        همه چیز رایگان است.
        """,
    how="چطور شامل شوید؟",
    steps=(
        ("به ما بنویسید", "چند کلمه کافی است، به فرانسوی یا انگلیسی. کس دیگری هم می‌تواند از طرف شما بنویسد."),
        (
            "با تیم ما ملاقات کنید",
            "برنامه را برای‌تان توضیح می‌دهیم و به سوال‌های‌تان جواب می‌دهیم. یک امتحان سطح زبان فرانسوی شما را معلوم می‌کند.",
        ),
        ("اشتراک کنید", "ده هفته کارگاه، صنف و گردش."),
        ("پلان خود را ادامه بدهید", "همراهی فردی می‌شود، و گردش‌ها همچنان به روی شما باز است."),
    ),
    contact=("به ما بنویسید", "سند، قصهٔ زندگی یا نمبر دوسیهٔ خود را نفرستید."),
    limits="""
        ## چه کارهایی نمی‌کنیم؟
        - دربارهٔ درخواست پناهندگی شما مشورهٔ حقوقی نمی‌دهیم.
        - جای بود و باش نداریم.

        با انجمن‌هایی کار می‌کنیم که این کارها را می‌کنند؛ برای‌تان می‌گوییم به کی مراجعه کنید.
        """,
    emergency=(
        "در حالت عاجل",
        "اگر در خطر هستید، به **112** زنگ بزنید. اگر جایی برای خواب ندارید، به **115** زنگ بزنید. هر دو تماس رایگان است.",
    ),
    privacy="""
        ## ما دربارهٔ شما چه می‌دانیم؟
        Polaris 14 یک انجمن است. ما ادارهٔ دولتی نیستیم: نه پرفکتور و نه ادارهٔ پناهندگی (OFPRA). ما در مورد درخواست
        پناهندگی شما هیچ تصمیمی نمی‌گیریم.

        نام اصلی شما در این سایت نوشته نمی‌شود: تنها یک نام مستعار، یک کود تصادفی و زبان‌هایی که صحبت می‌کنید. تابعیت،
        مرحلهٔ دوسیه و نمبر هیچ سند شما را نمی‌نویسیم.

        می‌توانید بخواهید که معلومات‌تان را به شما نشان بدهیم، اصلاح کنیم یا پاک کنیم. خواندن این صفحه‌ها هیچ کوکی در
        تلیفون شما نمی‌گذارد. جزئیات در [صفحهٔ محرمیت](/confidentialite/) است، به زبان فرانسوی.
        """,
)

SPANISH: Final = JoiningText(
    code="es",
    title="Participar en el programa",
    introduction="¿Pide usted asilo en Francia? Talleres, clases de francés, salidas: venga desde ahora, sin esperar la respuesta. Es gratis.",
    skip_label="Ir al contenido",
    languages_label="Leer esta página en otro idioma",
    note=(
        "Texto de demostración",
        "Esta traducción se escribió para mostrar cómo funciona el sitio. Una persona de lengua materna española debe revisarla antes de publicarla.",
    ),
    who="""
        ## Para quién
        El programa está abierto **desde la solicitud de asilo**. No hace falta esperar una respuesta. También está
        abierto si usted acaba de obtener una protección (estatuto de refugiado o protección subsidiaria).

        Puede venir por su cuenta. Un centro de acogida o una asociación también puede enviarle a nosotros.

        Los talleres se hacen en grupo, en francés o en inglés. Las clases de francés son para personas que hablan inglés.
        """,
    offer="""
        ## Lo que puede hacer
        - **Talleres** para preparar su proyecto profesional: una o dos veces por semana, dos horas cada vez, durante diez
        semanas, en un grupo pequeño. Cada año empiezan tres sesiones.
        - **Clases de francés**: tres veces por semana, durante diez semanas, desde el primer nivel.
        - **Clases de informática** para principiantes: dos horas por semana, durante diez semanas.
        - **Salidas y actividades** todo el año: museos, paseos por la ciudad, deporte, fiestas.
        - **Un acompañamiento individual** hacia una formación o un trabajo, sin límite de tiempo.
        - **Actividades de bienestar** y un apoyo individual, con psicólogos.

        Todo es gratis.
        """,
    how="Cómo venir",
    steps=(
        ("Escríbanos", "Bastan unas palabras, en francés o en inglés. Otra persona puede escribir por usted."),
        ("Conozca al equipo", "Explicamos el programa y respondemos a sus preguntas. Una prueba indica su nivel de francés."),
        ("Participe", "Diez semanas de talleres, clases y salidas."),
        ("Siga con su proyecto", "El acompañamiento pasa a ser individual, y las salidas siguen abiertas para usted."),
    ),
    contact=("Escribirnos", "No envíe documentos, ni el relato de su vida, ni su número de expediente."),
    limits="""
        ## Lo que no hacemos
        - No damos consejo jurídico sobre su solicitud de asilo.
        - No tenemos alojamiento.

        Trabajamos con asociaciones que sí lo hacen: le decimos a quién dirigirse.
        """,
    emergency=(
        "En caso de urgencia",
        "Está en peligro: llame al **112**. No tiene dónde dormir: llame al **115**. Las dos llamadas son gratuitas.",
    ),
    privacy="""
        ## Lo que sabemos de usted
        Polaris 14 es una asociación. No somos la administración: ni la prefectura, ni la OFPRA. No decidimos nada sobre su
        solicitud de asilo.

        Su verdadero nombre no se escribe en este sitio: solo un nombre ficticio, un código al azar y los idiomas que habla.
        No escribimos su nacionalidad, ni la etapa de su procedimiento, ni el número de ningún documento.

        Puede pedir ver sus datos, corregirlos o hacer que se borren. Leer estas páginas no deja ninguna cookie en su
        teléfono. Los detalles están en la [página de confidencialidad](/confidentialite/), en francés.
        """,
)

TRANSLATIONS: Final = (ENGLISH, ARABIC, DARI, SPANISH)
