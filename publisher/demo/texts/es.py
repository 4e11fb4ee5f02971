"""Spanish."""

TEXTS = {
    "nola_city": "Dos colegios, cuatro obras y una calle donde no cabe nadie, todo antes de las nueve. El Nola ha ido casi siempre en eléctrico. #Nola",
    "nola_parking": "¿Ese hueco que todos dejan pasar? Al Nola le bastan 9,4 metros entre bordillos para dar la vuelta. Lo hemos medido dos veces. #Nola",
    "nola_commute": "El silencio viene de serie. En el atasco de la M-30 el Nola apaga el motor y te deja a solas con la radio.",
    "nola_colour": "Siete capas, dos semanas de discusión y un color: Azul Marea. A la sombra parece verde. ¿Tú qué ves?",
    "tarn_weekend": "Dos tablas, una tienda, tres personas y la manta del perro. En el Tarn cupo todo, y el portón cerró.",
    "tarn_mountain": "Pasado el último repecho, la carretera se estrecha y los bocadillos mejoran. ¿Qué puerto hacemos la próxima vez?",
    "tarn_dog": "Eligió ventanilla. Menos mal que el suelo del maletero del Tarn se limpia en un minuto.",
    "tarn_trailer": "1.800 kilos en la bola y viento de lado en el Ebro. El Tarn nota que el remolque se mueve antes que tú, y lo calma.",
    "night_sight": "Anochece antes de lo que parece. Cinco minutos con un paño y una revisión de luces hacen más que cualquier pantalla.",
    "test_drive": "Este sábado abrimos a las nueve. Trae la sillita, la bolsa de deporte y las preguntas difíciles, y llévate un Marenne una hora.",
    "tyres": "Una moneda de euro, cuatro neumáticos, dos minutos: si se ve el borde dorado, ven a vernos antes del viaje y no después.",
    "paint_shop": "Marie-Jo lleva 22 años mirando puertas bajo esta luz. Encuentra lo que las cámaras no ven. Sin su visto bueno no sale ningún coche.",
    "first_marenne": "1934: once personas, un cobertizo, un coche. El primer Marenne tenía 18 caballos y un gancho para la cesta. El gancho sigue ahí.",
    "owners": "Nos habéis mandado 400 fotos de sitios que tuvimos que buscar en el mapa. Seguid con #MiMarenne: el domingo elegimos la favorita.",
    "dusk_drive": "La hora después de la puesta de sol, una carretera vacía y solo el rumor de las ruedas. Para eso lo hicimos. #HesperDusk",
    "dusk_light": "Una línea de luz dibujada a mano 140 veces, hasta que dejó de parecer dibujada. Cuaderno de diseño del Dusk. #HesperDusk",
    "dusk_first": "Empiezan las primeras pruebas. Cuarenta minutos, una ruta que nos gusta y nadie al lado intentando venderte nada. #HesperDusk",
    "dusk_silence": "Grabamos el habitáculo a 120. Lo que más se oía era un reloj. #HesperDusk",
    "fast_charge": "Del 10 al 80 % en 24 minutos, en un cargador que da lo que promete. Da para un café, no para comer.",
    "home_charge": "Lo enchufas al llegar y te olvidas. El cargador espera él solo a las horas baratas de la noche.",
    "route": "Dile adónde vas. Planea las paradas, templa la batería antes de cada una y cambia de idea si el cargador está ocupado.",
    "ember_family": "Tres sillitas en una fila y sin calzador. Primero preguntamos a los padres y luego a los ingenieros. Hesper Ember.",
    "ember_range": "561 km con una carga (WLTP). Los hicimos con el aire acondicionado puesto, porque tú también lo pondrás. Hesper Ember.",
    "materials": "La lana viene de un telar de 1821; la alfombra, de redes de pesca. Al tacto convencen más que sobre el papel.",
    "sound": "Diecisiete altavoces y un botón que los apaga todos. Hay noches en que gana el botón.",
    "update": "Mientras dormías, tu Hesper ha aprendido a mostrar los cargadores libres del camino. Los detalles, en nuestra web.",
    "service_visit": "Nuestra técnica va a tu oficina, a tu casa o al aparcamiento de la estación. La tarde sigue siendo tuya.",
    "stars": "A cuarenta minutos de la última farola, apaga todo y mira hacia arriba. No falla nunca.",
}

CLOSINGS = [
    "¿Dudas? Pregunta aquí abajo, leemos todo.",
    "En tu concesionario te lo enseñan con mucho gusto.",
    "Cuéntanos: ¿adónde irías primero?",
]

ALTS = {
    "city": "Un coche ante una ciudad con las ventanas iluminadas al anochecer",
    "hills": "Un coche en una carretera entre colinas con niebla de la mañana",
    "studio": "La silueta de un coche bajo la luz alargada de un estudio de fotografía",
    "coast": "Un coche en una carretera junto al mar, con el sol bajo en el horizonte",
    "mountains": "Un coche en una carretera ante varias sierras superpuestas",
    "desert": "Un coche entre dunas bajo un cielo amplio",
    "lights": "Estelas de luz de coches en una carretera de noche",
    "charging": "Un coche en un punto de carga de noche, con una luz verde encendida",
}
