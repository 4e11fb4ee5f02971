"""French. The mobility message that the law asks for is added to each text, see `mobility`."""

TEXTS = {
    "nola_city": "Deux écoles, quatre chantiers et un pont à sens unique avant neuf heures. La Nola a presque tout fait sur batterie. #Nola",
    "nola_parking": "Cette place devant laquelle tout le monde passe ? Avec 9,4 mètres entre trottoirs, la Nola y fait demi-tour. #Nola",
    "nola_commute": "Le silence est de série. Dans les bouchons, la Nola coupe son moteur et vous laisse en tête-à-tête avec la radio.",
    "nola_colour": "Sept couches, deux semaines de débats, une couleur : Bleu Estran. Verte à l'ombre, bleue au bord de l'eau. Et pour vous ?",
    "tarn_weekend": "Deux planches, une tente, trois personnes et le plaid du chien. Le Tarn a tout avalé, et le hayon a fermé.",
    "tarn_mountain": "Après le dernier lacet, la route se resserre et la tarte aux myrtilles s'améliore. Quel col pour la prochaine fois ?",
    "tarn_dog": "Il a choisi la place côté fenêtre. Le plancher du coffre se nettoie en une minute, et c'est heureux.",
    "tarn_trailer": "1 800 kg au crochet et du vent de travers dans la vallée du Rhône. Le Tarn sent la remorque bouger avant vous et la calme.",
    "night_sight": "La nuit tombe plus vite qu'on ne croit. Un chiffon, un contrôle des feux, cinq minutes : rien n'est plus utile.",
    "test_drive": "Samedi, on ouvre à neuf heures. Venez avec le siège enfant, la poussette et vos questions les plus difficiles.",
    "tyres": "Quatre pneus, deux minutes, un témoin d'usure. S'il affleure, passez nous voir avant le grand départ, pas après.",
    "paint_shop": "Depuis 22 ans, Marie-Jo regarde des portières sous cette lumière. Rien ne quitte l'atelier sans son signe de tête.",
    "first_marenne": "1934 : onze personnes, un hangar, une voiture. 18 chevaux et un crochet pour le panier. Le crochet, on l'a gardé.",
    "owners": "Vous nous avez envoyé 400 photos de lieux inconnus au bataillon. Continuez avec #MaMarenne, on choisit dimanche.",
    "dusk_drive": "L'heure qui suit le coucher du soleil, une route vide, le seul bruit des pneus. Nous l'avons conçue pour cela. #HesperDusk",
    "dusk_light": "Une ligne de lumière, dessinée 140 fois jusqu'à ne plus avoir l'air dessinée. Carnet de style de la Dusk. #HesperDusk",
    "dusk_first": "Les premiers essais commencent. Quarante minutes, une route que nous aimons, et personne pour vous vendre quoi que ce soit. #HesperDusk",
    "dusk_silence": "Nous avons enregistré l'habitacle à 130. Le plus bruyant, c'était une montre. #HesperDusk",
    "fast_charge": "De 10 à 80 % en 24 minutes sur une borne qui tient parole. Le temps d'un café, pas d'un déjeuner.",
    "home_charge": "Branchez en rentrant, puis n'y pensez plus. La borne attend toute seule les heures creuses.",
    "route": "Indiquez l'arrivée. Elle prévoit les arrêts, chauffe la batterie et change d'avis quand une borne est prise.",
    "ember_family": "Trois sièges enfants de front, sans chausse-pied. Nous avons d'abord interrogé les parents. Hesper Ember.",
    "ember_range": "561 km en une charge (WLTP). Nous les avons parcourus climatisation en marche, comme vous. Hesper Ember.",
    "materials": "La laine vient d'une filature de 1821, le tapis de sol de filets de pêche. À toucher avant d'en sourire.",
    "sound": "Dix-sept haut-parleurs et un bouton qui les éteint tous. Certains soirs, on préfère le bouton.",
    "update": "Pendant la nuit, votre Hesper a appris à montrer les bornes libres sur la route. Le détail est sur notre site.",
    "service_visit": "Notre technicienne vient au bureau, chez vous ou au parking de la gare. Votre après-midi reste à vous.",
    "stars": "Quarante minutes loin du dernier réverbère, tout éteindre, lever les yeux. Ça marche à chaque fois.",
}

CLOSINGS = [
    "Une question ? Posez-la ici, nous lisons tout.",
    "Votre concessionnaire vous la montre volontiers.",
    "Et vous, où iriez-vous en premier ?",
]

ALTS = {
    "city": "Une voiture devant une ville aux fenêtres éclairées, le soir",
    "hills": "Une voiture sur une route entre des collines dans la brume du matin",
    "studio": "La silhouette d'une voiture sous la longue lumière d'un studio photo",
    "coast": "Une voiture sur une route au bord de la mer, le soleil bas sur l'horizon",
    "mountains": "Une voiture sur une route au pied de crêtes superposées",
    "desert": "Une voiture parmi les dunes sous un grand ciel",
    "lights": "Traînées de lumière de voitures sur une route, la nuit",
    "charging": "Une voiture à une borne de recharge la nuit, un voyant vert allumé",
}
