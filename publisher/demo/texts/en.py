"""English: for every market that speaks it, for some of them alone, and for the world."""

TEXTS = {
    "nola_city": "Four streets, two school runs and one very narrow bridge before nine. The Nola has done most of it on battery alone. #Nola",
    "nola_parking": "That gap everybody drives past? 9.4 metres kerb to kerb says the Nola turns round in it. We measured twice. #Nola",
    "nola_commute": "Quiet is a feature. In slow traffic the Nola switches its engine off and leaves you alone with the radio.",
    "nola_colour": "Seven coats, two weeks of arguing, one colour: Tidewater. It looks green in the shade and blue by the sea. Which is it to you?",
    "tarn_weekend": "Two surfboards, a tent, three people and the dog's blanket. The Tarn swallowed it all and still closed its tailgate.",
    "tarn_mountain": "Above the tree line the road narrows and the coffee gets better. Tarn drivers: which pass should we take next?",
    "tarn_dog": "He chose the seat by the window. The Tarn's boot floor wipes clean in a minute, which is just as well.",
    "tarn_trailer": "1,800 kg on the hook and still calm in a crosswind. The Tarn notices a swaying trailer before you do and settles it.",
    "night_sight": "It gets dark earlier than you think. Five minutes with a cloth and a bulb check make more difference than any gadget.",
    "test_drive": "This Saturday our doors open at nine. Bring your child seat, your golf bag, your hardest questions, and take a Marenne for an hour.",
    "tyres": "A coin, four tyres, two minutes: if the tread shows the rim of the coin, come and see us before the long drive, not after it.",
    "paint_shop": "Marie-Jo has looked at car doors under this light for 22 years. She finds what the cameras do not. Nothing leaves the hall before she nods.",
    "first_marenne": "1934: eleven people, one shed, one car. The first Marenne had 18 horsepower and a hook for the shopping basket. We kept the hook.",
    "owners": "You sent 400 pictures of your cars in places we had never heard of. Keep them coming with #MyMarenne: our favourite goes up on Sunday.",
    "dusk_drive": "The hour after sunset, an empty road, nothing but tyres on tarmac. That is what we built it for. #HesperDusk",
    "dusk_light": "One line of light, drawn by hand 140 times until it stopped looking drawn. Design notes on the rear of the Dusk. #HesperDusk",
    "dusk_first": "First drives begin this week. Forty minutes, a route we love and nobody in the passenger seat selling you anything. #HesperDusk",
    "dusk_silence": "We recorded the cabin at motorway pace. The loudest thing was a watch. #HesperDusk",
    "fast_charge": "From 10 to 80 per cent in 24 minutes, on a charger that gives what it promises. Time for a coffee, not for a meal.",
    "home_charge": "Plug in when you come home and forget about it. The wallbox waits for the cheaper hours of the night by itself.",
    "route": "Tell it where you are going. It plans the stops, warms the battery before each, and changes its mind when a charger is taken.",
    "ember_family": "Three child seats in one row, without a shoehorn. We asked parents first and engineers second. Hesper Ember.",
    "ember_range": "561 km on one charge (WLTP). We drove it with the air conditioning on, because so will you. Hesper Ember.",
    "materials": "The wool comes from a mill that has been at it since 1821, the floor from fishing nets. Both feel better than they sound.",
    "sound": "Seventeen loudspeakers, and a button that turns them all off. Some evenings the second is the better one.",
    "update": "While you slept, your Hesper learned to show free chargers along the way. Notes on this update are on our site.",
    "service_visit": "Our technician comes to your office, your drive or the station car park. You keep your afternoon.",
    "stars": "Drive forty minutes from the nearest street lamp, switch everything off, look up. It works every time.",
}

AMERICAN = {
    "nola_parking": "That gap everybody drives past? 31 feet curb to curb says the Nola turns around in it. We measured twice. #Nola",
    "nola_colour": "Seven coats, two weeks of arguing, one color: Tidewater. It looks green in the shade and blue by the ocean. Which is it to you?",
    "tarn_trailer": "3,500 pounds on the hitch and still calm in a crosswind. The Tarn notices a swaying trailer before you do and settles it.",
    "tyres": "A penny, four tires, two minutes: if you can see all of Lincoln's head, come see us before the long drive, not after it.",
    "dusk_silence": "We recorded the cabin at freeway speed. The loudest thing was a watch. #HesperDusk",
    "fast_charge": "From 10 to 80 percent in 24 minutes, on a charger that gives what it promises. Time for a coffee, not for a meal.",
    "home_charge": "Plug in when you get home and forget about it. The wall charger waits for the cheaper hours of the night on its own.",
    "ember_range": "320 miles on one charge (EPA estimate). We drove it with the air conditioning on, because so will you. Hesper Ember.",
    "night_sight": "It gets dark earlier than you think. Five minutes with a cloth and a headlight check do more than any gadget.",
    "service_visit": "Our technician comes to your office, your driveway or the station parking lot. You keep your afternoon.",
}
"""Where American English, or America, says it differently."""

CLOSINGS = [
    "Questions? Ask us below, we read every one.",
    "Your nearest dealer is glad to show you round.",
    "Tell us in the comments: where would you drive first?",
]

ALTS = {
    "city": "A car in front of a city skyline with lit windows in the evening",
    "hills": "A car on a road between soft hills in morning mist",
    "studio": "The silhouette of a car under the long light of a photo studio",
    "coast": "A car on a road by the sea, the sun low above the horizon",
    "mountains": "A car on a road below layered mountain ridges",
    "desert": "A car among sand dunes under a wide sky",
    "lights": "Streaks of light from passing cars on a road at night",
    "charging": "A car at a charging post at night, a green light glowing on the post",
}

LOCAL = {
    ("NZ", "marenne"): [
        (
            "coast",
            "Raglan by seven, back in Hamilton for the first meeting. The Tarn still has sand in it and so do we.",
        ),
        (
            "mountains",
            "Gravel, one-lane bridges, a weka that will not move. The road to Glenorchy asks for patience, and the Tarn has it.",
        ),
    ],
    ("NZ", "hesper"): [
        (
            "charging",
            "Auckland to Wellington with two stops, one of them for a pie in Taihape. The Ember did the arithmetic.",
        ),
        ("desert", "Tekapo has some of the darkest skies there are. Come with full batteries and a warm coat."),
    ],
    ("ZA", "marenne"): [
        (
            "coast",
            "Padstal to padstal along the Garden Route: our dealers have drawn a map of the best roosterkoek. Ask for it.",
        ),
        ("hills", "N2 at six in the morning, bumper to bumper. The Nola sips, you listen to the news. #Nola"),
    ],
    ("ZA", "hesper"): [
        (
            "charging",
            "Load-shedding tonight? The wallbox charges before it begins and your fridge can borrow a little back.",
        ),
        ("coast", "Chapman's Peak at the end of the day, windows down, nothing but the sea to hear. #HesperDusk"),
    ],
    ("GB", "marenne"): [
        (
            "hills",
            "Horizontal rain, a sheep in the road, chips on the back seat. An ordinary Tarn weekend in the Lakes.",
        ),
        ("city", "Multi-storey car parks were drawn for the cars of 1974. The Nola would have fitted right in. #Nola"),
    ],
    ("GB", "hesper"): [
        (
            "charging",
            "London to Edinburgh, one stop near Darlington, 24 minutes, one decent flat white. The route planner found both.",
        ),
        ("lights", "Last train gone? The M40 at midnight is better company than you think. #HesperDusk"),
    ],
    ("US", "marenne"): [
        (
            "desert",
            "Joshua Tree before breakfast, back in L.A. for lunch. The Tarn brought the cooler, the chairs and most of the sand.",
        ),
        (
            "city",
            "Street parking on a Friday night in Silver Lake. The Nola found a spot, and your friends are still circling. #Nola",
        ),
    ],
    ("US", "hesper"): [
        (
            "coast",
            "Highway 1, northbound, the fog just lifting at Ragged Point. Bring a jacket and take your time. #HesperDusk",
        ),
        ("mountains", "Tahoe and back on a weekend: 400 miles, two stops, no drama. Hesper Ember."),
    ],
}
"""(market, brand) → scene and text of what only this market says."""

WORLDWIDE = [
    (
        "hesper",
        "studio",
        "Tonight at six, wherever you are: the Dusk designers answer your questions here for an hour. #HesperDusk",
    ),
    (
        "marenne",
        "coast",
        "One evening, six countries, one question: show us where your Marenne is at six o'clock tonight. #MyMarenne",
    ),
    (
        "hesper",
        "lights",
        "From Auckland to Los Angeles, the same hour of the evening: first drives open for booking tonight. #HesperDusk",
    ),
    (
        "marenne",
        "mountains",
        "The Tarn has gone 100,000 km with the same family. Their diary begins here this evening, one page a day.",
    ),
]
"""(brand, scene, text) of posts that head office writes for all who read English."""
