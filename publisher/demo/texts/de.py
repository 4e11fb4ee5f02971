"""German."""

TEXTS = {
    "nola_city": "Zwei Schulwege, vier Baustellen, eine Parklücke. Der Nola war bis neun fast nur elektrisch unterwegs. Marenne Nola Hybrid: Kraftstoffverbrauch kombiniert 4,1 l/100 km; CO₂-Klasse C. #Nola",
    "nola_parking": "Diese Lücke, an der alle vorbeifahren? 9,4 Meter Wendekreis reichen. Wir haben zweimal nachgemessen. #Nola",
    "nola_commute": "Stau auf dem Mittleren Ring, und trotzdem Ruhe: Im langsamen Verkehr macht der Nola den Motor aus und lässt euch mit dem Radio allein.",
    "nola_colour": "Sieben Schichten Lack und zwei Wochen Streit: Die neue Farbe heißt Gezeitenblau. Im Schatten ist sie grün. Oder was meint ihr?",
    "tarn_weekend": "Zwei Räder, ein Zelt, drei Leute und die Hundedecke. Im Tarn ging die Klappe trotzdem zu. Marenne Tarn Hybrid: Kraftstoffverbrauch kombiniert 5,3 l/100 km; CO₂-Klasse D.",
    "tarn_mountain": "Hinter der letzten Kehre wird die Straße schmal und der Kuchen besser. Welchen Pass sollen wir als Nächstes fahren?",
    "tarn_dog": "Er wollte ans Fenster. Zum Glück ist der Kofferraumboden im Tarn in einer Minute ausgewischt.",
    "tarn_trailer": "1.800 Kilo am Haken und Seitenwind auf der Fehmarnsundbrücke. Der Tarn merkt früher als ihr, wenn der Anhänger schlingert, und fängt ihn ab.",
    "night_sight": "Es wird schneller dunkel, als man denkt. Fünf Minuten mit Tuch und Lichttest bringen mehr als jede Technik. Unsere Werkstätten prüfen das Licht kostenlos.",
    "test_drive": "Samstag ab neun sind die Türen offen. Bringt den Kindersitz mit, die Sporttasche und eure schwierigsten Fragen, und fahrt eine Stunde Marenne.",
    "tyres": "Ein Euro, vier Reifen, zwei Minuten: Ist der goldene Rand der Münze zu sehen, kommt bitte vor der langen Fahrt zu uns und nicht danach.",
    "paint_shop": "Seit 22 Jahren schaut Marie-Jo unter diesem Licht auf Türen. Sie findet, was die Kameras übersehen. Ohne ihr Nicken verlässt kein Auto die Halle.",
    "first_marenne": "1934: elf Leute, ein Schuppen, ein Auto. Der erste Marenne hatte 18 PS und einen Haken für den Einkaufskorb. Den Haken gibt es noch.",
    "owners": "400 Bilder habt ihr geschickt, von Orten, die wir erst suchen mussten. Weiter so mit #MeinMarenne: Unser Lieblingsbild zeigen wir am Sonntag.",
    "dusk_drive": "Die Stunde nach Sonnenuntergang, eine leere Landstraße, nur das Abrollen der Reifen. Dafür haben wir ihn gebaut. #HesperDusk",
    "dusk_light": "Eine Lichtlinie, 140-mal von Hand gezeichnet, bis sie nicht mehr gezeichnet aussah. Notizen zum Heck des Dusk. #HesperDusk",
    "dusk_first": "Die ersten Fahrten beginnen. Vierzig Minuten, eine Strecke, die wir mögen, und niemand, der euch etwas verkauft. Hesper Dusk: Energieverbrauch kombiniert 14,9 kWh/100 km; CO₂-Klasse A. #HesperDusk",
    "dusk_silence": "Wir haben bei Tempo 130 mitgeschnitten. Am lautesten war eine Armbanduhr. #HesperDusk",
    "fast_charge": "Von 10 auf 80 Prozent in 24 Minuten, wenn die Säule hält, was sie verspricht. Reicht für einen Kaffee, nicht für ein Mittagessen.",
    "home_charge": "Abends anstecken und vergessen. Die Wallbox wartet von allein auf die günstigen Stunden der Nacht.",
    "route": "Ziel eingeben genügt. Der Planer legt die Stopps fest, wärmt die Batterie vor und disponiert um, wenn eine Säule besetzt ist.",
    "ember_family": "Drei Kindersitze in einer Reihe, ohne Schuhlöffel. Wir haben erst Eltern gefragt und dann Ingenieure. Hesper Ember: Energieverbrauch kombiniert 17,2 kWh/100 km; CO₂-Klasse A.",
    "ember_range": "561 Kilometer nach WLTP. Wir sind sie mit Klimaanlage gefahren, denn das macht ihr ja auch. Hesper Ember: Energieverbrauch kombiniert 17,2 kWh/100 km; CO₂-Klasse A.",
    "materials": "Die Wolle kommt aus einer Weberei von 1821, der Bodenbelag aus alten Fischernetzen. Beides fühlt sich besser an, als es klingt.",
    "sound": "Siebzehn Lautsprecher und ein Knopf, der alle ausschaltet. An manchen Abenden ist der Knopf das Beste daran.",
    "update": "Über Nacht hat euer Hesper gelernt, freie Ladesäulen entlang der Strecke zu zeigen. Was sonst noch neu ist, steht auf unserer Seite.",
    "service_visit": "Unsere Technikerin kommt ins Büro, vors Haus oder auf den Bahnhofsparkplatz. Der Nachmittag bleibt eurer.",
    "stars": "Vierzig Minuten weg von der letzten Straßenlaterne, alles ausschalten, nach oben schauen. Klappt jedes Mal.",
}

CLOSINGS = [
    "Fragen? Ab in die Kommentare, wir lesen alle.",
    "Im Autohaus in eurer Nähe zeigen wir ihn euch gern.",
    "Schreibt uns: Wohin würdet ihr zuerst fahren?",
]

ALTS = {
    "city": "Ein Auto vor einer abendlichen Stadt mit erleuchteten Fenstern",
    "hills": "Ein Auto auf einer Straße zwischen sanften Hügeln im Morgennebel",
    "studio": "Die Silhouette eines Autos unter dem langen Licht eines Fotostudios",
    "coast": "Ein Auto auf einer Straße am Meer, die Sonne tief über dem Horizont",
    "mountains": "Ein Auto auf einer Straße vor gestaffelten Bergketten",
    "desert": "Ein Auto zwischen Sanddünen unter weitem Himmel",
    "lights": "Lichtspuren vorbeifahrender Autos auf einer nächtlichen Straße",
    "charging": "Ein Auto nachts an einer Ladesäule, an der ein grünes Licht leuchtet",
}
