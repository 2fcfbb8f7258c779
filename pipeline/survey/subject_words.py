"""Words and endings that subjects, activities, tools and departments have and names of people hardly ever.

Those of the terms of the library lexicon (`data/reference/lexicon`), and of what libraries teach, do and work with;
words that are also common names (grant, page, young, flores, cook) are left out on purpose. Without accents; a plural
stands here only where its singular does not, and a word with one of the endings not at all.
"""

from __future__ import annotations

ENDINGS = (
    "ing", "tion", "tions", "ment", "ments", "ics", "ogy", "ness", "ship", "ships", "ity", "ities", "ance", "ence",
    "able", "ware", "graphy", "ism", "cion", "ciones", "ologia", "ibility",
)  # fmt: skip
ENDING_SO = """
    asuncion blankenship browning channing charity clarence clement concepcion constance dowling downing encarnacion
    felicity fleming florence golding harding keating laurence lawrence loring manning pickering starling sterling
    terrance trinity
"""
SURNAMES = frozenset(ENDING_SO.split())
"""Names that end so."""
WORDS = """
abe abierta abierto abogacia about above absolute abuse academy accesibilidad acceso access accessible accountant
acerca acomodar acompanamiento acoso acq acrobat across act activa active actividad actividades acuarela ada
additional ademas adequate adhd admin administrar administrative administrator admon ado adobe adolescent adolescentes
adult adultos advanced advisory advocacy aed aerea african after afterschool against agency agent agil agile aging
agotamiento ahora aid air aje ajedrez algebra algo alianzas alimentaria alimentos all alla alma almacenamiento almost
already also although alzheimer amateur amazon ambiental ambulantes american amh amigos analisis analitica analizar
analyse analysis analyst analyze ance ancestors ancestry ancient ancy and ando android angry animal animales anime
annual another answer answered ante anterior anteriores anti antirracismo antivirus anual any aphy api apis aplica
apoyar apoyo app apple apply appraisal approaches aprender aprendizaje aquatic arabe arabic arbol arcgis architecture
archival archive archivist archivistica archivo arduino are area aria ario arquitectura arreglar arriba arte
artesanias articulate artificial artist arts asana asdf asdfgh asequible asertividad asesoramiento asi asian asistir
ask asl aspectos assertive asset assist assistant associate astronomia astronomy asylum atender atlas audio
audiovisual audit augmented aula aumentada aumento aun aunque author autismo autistic auto autocad autoconfianza
autocuidado autoestima automate automated automatico automatizar automotriz autoprestamo autor autoridades autumn
auxilios avanzada avanzado avenue aves award awe ayuda ayudando ayudar baby bachillerato back baile baja ballot band
bank banned bans bar bard base based bash basic basica basico bath bathrooms bay beach bean beanstack becas because
bed been before beg beginner behavior behaviour being beneficios benefits better between beyond bias bibframe bibl
bibliobus bibliocommons bibliocore bibliographic biblioteca bibliotecaria bibliotecarios bien bienes bienestar big
bigger bike bilingual bilingue bill bingo birth bit bitcoin biz bks blah blender blind blockchain blog bloques
bluecloud blues board boat body boletin boletines bolsa bolts book bookmobile booktok bordado borrow borrowbox boss
boundaries bowl box boys braille branch brand bread breakfast breaks brecha brite broadband broadcast brush budget
build builder buildings bullet bulletin burnout bus buscar businesses busqueda but cad cadena cafe caja cake calculo
calculus calendar calendario caligrafia calls calmar cambio cameo camera camp campaigns campanas campus can cancer
candidates candidatos candle cannot cant canto canva capacitar capital captivate car carceles card cardiopulmonar
cardiopulmonary care career caregivers carers cargos carpentry carpinteria carrera carteles cartografia casa cat
catalog catalogar cataloger catalogo cataloguer catalogues catg cause cave cell celulares cengage censo censura census
center centered centrado centre cero cert certain chain chair challenge challenged chamber change chapter character
chart chat chatgpt check checkout cheese chef chemical chemistry chess chi chicken child childhood children chimp
chinese chino chis chldrn chocolate choice choir christmas chrome chromebook ciberacoso ciberseguridad ciegas ciencia
cine cinema cion circ circle circuitos circuits circulos citizen city ciudadana ciudadania civic civica civico civil
civiles cks clase clasica class classic classical classroom clay clean clearly clerk cliente clima climate climatico
clinic clinical close closed clothes cloud cloudlibrary club clubes clue cmty cnc coach coast coastal cocina cocinar
code codigo coffee coin colectiva colegas coll collage colleagues collective college colocar color com comandos
combinar come comentarios comercial comfort comic comm command commercial committee common communico como companion
company compartir compassion competencia competency competitive complex comportamiento compra comprar comprender
compromiso computacional computadora computational computer computo comty comunicados comunicarme comunicarse
comunidad comunidades comunitaria comunitario con concept conceptos concert conducir conduct conducta confianza
conflict conflicto congress connexion conocer conozco constant constantcontact constitutional consumer contabilidad
contact contactos contar contemporary contenido content contest continua contract contras contrasenas contratar
contratos control conversacional conversational cooperative coordinator copiar copias copiers copilot copy copyright
core coreano corner corporal corporate correo correspondencia cortadora cortar corte cosa coser costumbres costura
cottage could council count country county courier course coursera court cover coworkers cpr craft crear create
creativa creative creatividad creativo creator crecimiento crew crianza cricut crime criptomonedas crisis critical
critically critico crochet crop crossword crucial crypto cryptocurrency css cual cualquier cualquiera cuando
cuentacuentos cuento cuerpo cuestionarios cuidado cuidadores culinary cultivo cultura cultural culture cup curator
current curricular curriculum curso cust custodian customer customs cut cutter cyber cycle dad dades daily dance danza
dar dark dashboard data database datos davinci days ddc deaf deal death deberes debo decent decide decimal decir
decision deck decor deep deeper defensa definitely dei deia del delegar delegate delivery demand demanda demencia
dementia demo democracia democracy dental depende depends dept depth deputy derecho desarrollo desastres descansos
descarte descubrimiento desde desempeno desescalada design desk desktop despensa despues determined dev develop device
devt diagnostico dialogo dialogue diapositivas diary dias dibujo dictionary did diet difficult dificiles dificultades
digan digest digital digitales digitalizar digitise digitize dinamicas dinero dinner diploma direct directiva director
dirigir disaster disc discapacidad disciplina disciplinarias disciplinary discipline discord discourse discovery
discussion disease diseno dislexia display dispositivos ditto dive diversidad divide diy dmp dnd docs documental
documentos does doesnt dog doing domain domestic domestica domicilio donantes donde donor dont door dos double down
download dpt draft drag dragon drama dream dress drill drink drive driven drogas drone drop dropbox drug drums drupal
dublin duck duelo dummies dungeons dunno duo duolingo duties dying dynamic dyslexia dyslexic each ead earth easy ebook
ebsco ebscohost eclipse eco economia economic ecrr edad edi edificios edit editor edu educ educational educativos
efectivo effect effective efficiency eficaces eficiencia efl ejercicio elaborar elderly elders elected electric
electrical electronic electronica electronico elemental elementary elevator ell else email embroidery emergencia
emergency emergent emergente emocional emotional empezar empire empleados empleo employee emprendedores emprendimiento
empresas encabezamientos encarceladas ence encuestas ency end energy enfermedad enfermedades enfoque engine enlazados
enough ensayo ensenando ensenanza ensenar ente entender entre entrega entrepreneurs entrevista entrevistar entry env
envejecimiento environmental equidad equilibrio equipo equivalencia equivalency ereaders eresources ergonomia ero
error ers escanear escape escolar escolares escribir escrita escritura escucha escuchar escuela esl esol esp espacio
espanol especial especiales especially especialmente esports esri essay essential esta establecer estacionamiento
estadistica estados estafas estan estanteria estantes estar estate este esteem estoy estrategica estrategico estrellas
estres estudio etc etcetera ethical ethnic etica etiqueta etiquette europe european eval evaluar evaluate even event
eventbrite eventos evergreen every everyday exam examen examenes excel excellent exercise exhibidores exhibit exotic
experiencia expert experto explorer expresiones express expressions expurgo extension extra extranjeras extreme eye
eza fab fabric face facebook facilitar facilitate fact fafsa fair fairy fake fall falsas falta familia familiar
familiares family familysearch fantasy fanzines farm fashion fast father fatigue favor favorite feature federal
feedback feel fees female ferias festival fewer fiber figma file film filosofia final finances financial financiera
finanzas fine fire first fish fisica fisico five fix flash floor flow flower flujos fly flyer focales focus folio folk
fondo foo food football footprint for force foreign foresight forest form formador formadores format formato formerly
formularios formulas forum forward fotocopias fotografia fotos four frame framework frances free freedom frequency
fresh friend friendly from front frozen fruit ful full fun fund fundamentals fundamentos funny furniture future futuro
galaxy gallery game ganchillo gang gaps garage garageband garden gateway gcal gdocs gdrive ged gemini gender
genealogia genealogico genealogist general generativa generative generator genero genetic genre gente geografica
geographic gerencia gestionar get ghost ght giant gift girl gis git github give glass global gmail gobierno gold golf
good google gospel gov govdocs govt gpt gracias grade graficas grafico gramatica grammar grand grants graphic graphs
great greek grief grocery ground group growth grp grupo gsheets gslides gsuite guard gubernamental gubernamentales
guide guitar guitarra gustaria habilidades habit habla hablar hace hacer had haha half handle hands happy hard harvest
has hasta have hay haya headings health healthy heat hello help helpful her here heritage heritagequest herramientas
hidden high higher hip hipaa hipotecas hire his hiset hispana hispanic hispanohablantes historia historic historico
historietas history hmm hobby hogar hoja hola holds holiday home homebound homeless homework honestly hood hoopla hora
horarios horror horse horticulture hospital hot hotel hotspots hour houses how however html hub huella huerto human
humana humanos humildad humor hunger hybrid ias ibm ica ice ico ics idea ideal ideally identidad idioma idk ido iendo
ies igual ill illa illo illustrator ils ilustrados imac image imaginative immigrant imovie impact impacto impaired
implicit implicito imposter impostor impresion impresoras imprimir improv improve impuestos inbox incarcerated
inclusion income inconscientes indesign index indian indie indigenas indigenous industrial inf infancia infant
infantil infantiles info infografias informacional informada informatica informativo informe informed ing ingenieria
ingles inicial iniciar initiative inmigrantes inner inquilinos ins insect inseguridad insights insta instagram install
instant instead institucionales institute institutional instruccional instructional instrumento integrado integrated
intelectual inteligencia inteligentes intellectual inter interbibliotecario intercultural interesa interest interested
interfaces interim interior interlibrary intermedia intermediate intermedio intern internal international internet
interpersonal interview intimate intl into intr intro introductoria introductorio introductory inventario inventory
inversiones ios iot ipad iphone ipsum island ism issue ista italian item its ity iva ive ivo jail japanese jardin
jardineria java javascript jazz jedi jefatura jewelry job journal journey jovenes json jstor juego jugando juice
junior junta jupyter just justicia juvenil juvenile kanban kanopy key kidlit kids kindle kinds kit kitchen knit know
knowledge koha korean kubernetes lab labels labor laboral laborales land landscape lang language laptop large las
laser last later latin latina latino latinoamericana latinx layer lcc lcsh lead leader leaf lean leap learn learners
leather leave lectora lectores lectura lecture leer legal legales legend lego lengua lenguaje les less lesson letter
level lgbt lgbtq lgbtqia lib libanswers libapps libby libcal libertad libguides libn librarian library libre libris
libro libry licences licencias license liderar liderazgo life lifelong light lightroom like limites line linea ling
lingo linked linkedin linux lis list literacy literally literary literatura literature live llegados llm lms loan
local logia logic logica lol longer lookups lorem los loss lost lot low lsp luck lucro lunch lynda mac macbook machine
macos macroeconomia madres magazine magic mail mailchimp main mainly maint maintain make maker makerspace makey male
maltrato man manage manager mandarin mandated manejar manejo manga mango mantenimiento manual manualidades many map
mapas maquina marc marca marcedit marine marionetas market mas mascotas mass master matematicas materia material
materiales math maybe mayor mayores meal means measure mecanica mecanografia media mediatica medica medicaid medical
medicare medicine medico medieval medir meet meetings mejor mejora mejorar mejores memoir memoria memory memos men
menos ment mental mentales mente mentioned mentor mentoria menu mercadeo mercadotecnia merge mergers mesa metadata
metadatos metal method metodologias metodos mgmt mgt mhfa micro microaggressions microbit microeconomia microsoft
middle midnight miento mientras might military milk mind mindful mindstorms minecraft mini minutes mis misma mismo
mixed mktg mktng mobile model modelado modern module molestos momento monitor monkey moodle morale more mortgages most
mostly mother motivate motor mountain movie movies movil moviles mtg much muchas muebles multas multi mundial mundo
municipal murder museos museum mushroom music musica musical musicales must mustie mutua mutual muy mysql mystery myth
mythic naco nada nah nail naloxona naloxone name narcan national nativas native natural naturaleza nature navegar
navigators navy nbhd ncia necesidades necesitamos necesito need needed needle negociar negocio negotiate neighborhood
ness netiqueta netiquette network neural neurodivergent neurodiversidad never new newbie newbies newcomers newsletter
newspapers next nft nice nicer niche nicheacademy night nil ninas ninguna ninguno nino nivel noches noise non none
nonfinancial nonprofit nonverbal nope normas northern nos not notaria notario notary notebook notes noticias novel
novela novelist now nube nuestra nuestro nueva nuevo number nunca nurse nursery nut obs ocean oclc ocurre oferta off
offer offered office officer officials oficina oil okay old older ology one onedrive onenote online only opac open
openai openrefine opera operativos opinion opioid optical oracle oral orales oratoria ordenar order org organic
organise organizacional organizar organizational organize organized origami original ortografia osa oso other otra
otro our ous out outcome outdated outdoor outer outlook outreach oven over overdose overdrive overdue own ozobot
pacific pack package padres paga pages pagina paint palace pandas pandemic panel pantry paper paperwork para paradise
parent part particular particularly partner party pasaportes passport password past paste path patient patrimonio
patron pay pdf peace peer pegar peliculas pen pencil pensado pensamiento pension people pequenas pequenos per perdida
perf perfect performer perhaps period periodicals periodicas periodismo permanente pero personal personales personas
personnel pet pgms phase philosophy phone photo photographs photoshop php physical piano picture pie pilot pink
pintura pis pivot pizza plan planear planes planet planner plant plantas plastic plataforma platform play player
please plena plomeria plot plus pocket poco podcast podemos poder poem poemas poesia poet poetry point polaris police
policiaca policy politica political pollinator poner pool pop popular por porque portal portfolio portrait portugues
portuguese pos posible posicionamiento positive possible possibly poster postgresql posts pottery powerbi powerpoint
powerquery ppl ppt practical practicas practice prefer preferencia prefiero preguntas prejuicios premiere prensa prep
preparatoria pres preschool present preserve press prestamo presupuesto pretty previous prgmng primary primera
primeros primo principiante print printer prison privacidad privacy private prize pro proactive probably problem
problemas procedimientos procedures procesador procesamiento procesos process product productive productividad prof
profesion profesional profesionales profession professional professor profile profit profundidad prog program programa
programmer progressive prohibidos project promocionar prompt pronouns property propiedad proposal propuestas proquest
prospectivo proteger proveedores proyecto prueba psicologicos psychological ptrns pts pub public publica publicidad
publicitaria publico publisher pueblos pueda puedo pues pulp puppet puppetry pure put puzzle python qgis qpr quantum
que queer query quest questionnaires quick quickbooks quien quiero quilt quimica quisiera quiz quizas qwerty racial
radio radiofrecuencia raices rails railway rain rainbow raise random rapid rare raspado raspberry rather raw rcp rda
rdm read reader ready real realidad really rebel recaudar receptionist reciclaje recien recipe reclutamiento
recomendar reconocimiento record recorded recovery recruit recursos red redes reels reentry ref referencia referendos
referrals refine refresher refugee refugiados regex region regional register registradora registro regular regulares
relational release relief religion religious remains remote remotely remoto repair report reporter repositories
repositorios representative request rescue research reserve resiliencia resolve resolver resource respect respeto
respondi response respuesta rest restaurant resultados resume retail retro reuniones reutilizar review revistas rfid
rhyme rhythm riesgos right rimas rise risk ritual river road roblox robot robotica rock rol role roman romantica roof
room roots rosetta rosettastone royal rpt rsrch rstudio rubber rules run rural rurales russian saber sabria sacred sad
safe safety sala salario salary sale salesforce salsa salt salud same sand sat sauce savings say scams schedule
scholarly school sci sciences scratch screen script scrum sculpture sea seafood search season second secret secundaria
secure see seed seekers segun segundo segura seguridad seguro sel self semantic semantica semillas seminarios senas
senior sensibilidad sensoriales sensory seo ser serials series serv serve server service servicio servidores servir
sesgo session set setup several sew sexual shadow shape shared sharepoint sheet shelf shell shelter shelver shelves
ship shooter shop shorter should show sick sierra sigma sign silent silhouette sillas similar simple sin since
sindicatos sindrome single sion sirsi sirsidynix sistema sister site six sketch skill skin slack sleep slide slow slp
smart smartphones snack soap sobre sobredosis social sociales society socioemocional soft soil solar soldadura
solicitud solicitudes solid solo some son song sonido soon soporte sorda sostenibilidad sound source southern soy
space spanish spark speak speakers special specialist specific specifically specify speech speed sphero spider spirit
sport sprdsht spreadsheet springshare spss sql square squarespace srp srs stack staff stage stamp standard start
started state stats steam stem step still stocks stop storage story storyline storyteller storytime strange strategic
strategy stress structured student studio study stuff style subject substitute succession sucesion such sucursal
sucursales sueldo suficiente suicide suicidio suite sun super supervisar supervise supervision supervisor supervisory
supply support supvsng sure surf surprise survey surveymonkey survival sus svc swing symphony syndrome sysadmin system
tablas table tableau tableros tablet tableta tabletop tai take tal talent talk taller talleres tambien tarea tarjetas
tarot task taste tax tbd tea teach teacher team teamwork teatro tech technical technician techniques technological
technologies technologist tecnicas tecnico teen teenage teenagers tejer tejido telefonica telefono telehealth
telemedicina telemedicine telephone telesalud telescopes telescopios teletrabajo television tell tema template
temprana ten tenant tenemos tengo tennis tensiones teoria tercera terminal terms tesol test text textbook textile
textos thai than thank that the theater theatre their them then theory therapy there these they thing think this those
though thread three thrift thriller through ths tiempo tik tiktok time tinker tinkercad tiny tion tips titeres title
tocar todas todavia toddler todo tok toma tomar tomorrow too tool top topic total touch tour town toxic toy trabajando
trabajar trabajo track trade traditional traducir traffic trail train trainer tramites transgender transit translate
trata tratar trato trauma travel tree trello trend trial tribal tribales tribe tricks trivia trng true trustee truth
tube turnos tutor tutoria tutorial tween twitter two type ubuntu udemy ukelele ukulele ultimate una unattended
unconscious undecided under underserved understand unhoused unidos union unit unity universe universitaria unix
unknown unos unsure update upper upset ura urban urbana urbanismo usabilidad usado usage usar use used user using uso
ustedes usu usuario valores value various vegan vegetarian vehicle vendor ver verano verbal verdes version very
veteran veteranos vez via viajes vida video videoconferencias videojuegos videollamadas vietnamese vietnamita view
vinyl violencia violin virtual virtuales vision visit visitas visual visualize visually vitae vitrinas vivienda viz
vlookup vocabulary vocational voice vol volantes voluntarios volunteer votantes votar voter wage want war ware warm
was waste water watercolor way wcag wealth weather weave web webinars website wed weekly weight well were western what
whatever when where which while who whom whose why wifi wiki wikidata wikipedia wild wildlife wind windows wine wire
wireless wish with within without wix wizard women wonder wonderland wont woodwork wool word wordpress work worker
workflow workforce workload workplace workshop workspace world worldcat worldshare would write writer xml xquery xslt
xxx yarn yeah year yep yes yet yoga you your youth youtube zero zine zoom
"""
SUBJECT_WORDS = frozenset(WORDS.split())
