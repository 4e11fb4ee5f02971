"""Italian."""

TEXTS = {
    "nola_city": "Due scuole, quattro cantieri e un vicolo dove non passa nessuno, tutto prima delle nove. La Nola è andata quasi solo in elettrico. #Nola",
    "nola_parking": "Quel posto che tutti saltano? Alla Nola bastano 9,4 metri tra i marciapiedi per fare inversione. Misurati due volte. #Nola",
    "nola_commute": "Il silenzio è di serie. In tangenziale, quando si va piano, la Nola spegne il motore e ti lascia con la radio.",
    "nola_colour": "Sette mani di vernice, due settimane di discussioni, un colore: Blu Marea. All'ombra sembra verde. Tu come lo vedi?",
    "tarn_weekend": "Due tavole, una tenda, tre persone e la coperta del cane. La Tarn ha preso tutto, e il portellone si è chiuso.",
    "tarn_mountain": "Dopo l'ultimo tornante la strada si stringe e lo strudel migliora. Quale passo facciamo la prossima volta?",
    "tarn_dog": "Ha scelto il posto vicino al finestrino. Per fortuna il fondo del bagagliaio si pulisce in un minuto.",
    "tarn_trailer": "1.800 chili al gancio e vento di traverso sul viadotto. La Tarn sente il rimorchio muoversi prima di te, e lo calma.",
    "night_sight": "Fa buio prima di quanto sembri. Cinque minuti con un panno e un controllo delle luci valgono più di ogni schermo.",
    "test_drive": "Sabato apriamo alle nove. Porta il seggiolino, la borsa da calcio e le domande difficili, e prendi una Marenne per un'ora.",
    "tyres": "Una moneta da un euro, quattro gomme, due minuti: se vedi il bordo dorato, passa da noi prima del viaggio, non dopo.",
    "paint_shop": "Da 22 anni Marie-Jo guarda portiere sotto questa luce. Trova ciò che le telecamere non vedono. Senza il suo sì non esce nessuna auto.",
    "first_marenne": "1934: undici persone, una rimessa, un'auto. La prima Marenne aveva 18 cavalli e un gancio per la spesa. Il gancio c'è ancora.",
    "owners": "Ci avete mandato 400 foto di posti che abbiamo dovuto cercare. Continuate con #LaMiaMarenne: domenica scegliamo la preferita.",
    "dusk_drive": "L'ora dopo il tramonto, una strada vuota, solo il rumore delle gomme. L'abbiamo fatta per questo. #HesperDusk",
    "dusk_light": "Una linea di luce disegnata a mano 140 volte, finché non è sembrata più disegnata. Appunti sul posteriore della Dusk. #HesperDusk",
    "dusk_first": "Cominciano le prime prove. Quaranta minuti, una strada che amiamo e nessuno accanto che voglia venderti qualcosa. #HesperDusk",
    "dusk_silence": "Abbiamo registrato l'abitacolo a 130. La cosa più rumorosa era un orologio. #HesperDusk",
    "fast_charge": "Dal 10 all'80 % in 24 minuti, a una colonnina che mantiene le promesse. Il tempo di un caffè, non di un pranzo.",
    "home_charge": "La colleghi quando rientri e non ci pensi più. La wallbox aspetta da sola le ore notturne che costano meno.",
    "route": "Dille dove vai. Programma le soste, scalda la batteria prima di ognuna e cambia idea se la colonnina è occupata.",
    "ember_family": "Tre seggiolini su una fila, senza calzascarpe. Prima abbiamo chiesto ai genitori, poi agli ingegneri. Hesper Ember.",
    "ember_range": "561 km con una carica (WLTP). Li abbiamo fatti col climatizzatore acceso, perché lo farai anche tu. Hesper Ember.",
    "materials": "La lana viene da una tessitura del 1821, la moquette da reti da pesca. Al tatto convincono più che a parole.",
    "sound": "Diciassette altoparlanti e un tasto che li spegne tutti. Certe sere vince il tasto.",
    "update": "Mentre dormivi la tua Hesper ha imparato a mostrare le colonnine libere lungo la strada. I dettagli sono sul sito.",
    "service_visit": "La nostra tecnica viene in ufficio, sotto casa o al parcheggio della stazione. Il pomeriggio resta tuo.",
    "stars": "A quaranta minuti dall'ultimo lampione spegni tutto e guarda in alto. Funziona sempre.",
}

CLOSINGS = [
    "Domande? Scrivile qui sotto, le leggiamo tutte.",
    "La tua concessionaria te la mostra volentieri.",
    "Raccontaci: dove andresti per prima cosa?",
]

ALTS = {
    "city": "Un'auto davanti a una città con le finestre accese, di sera",
    "hills": "Un'auto su una strada tra colline nella nebbia del mattino",
    "studio": "La sagoma di un'auto sotto la lunga luce di uno studio fotografico",
    "coast": "Un'auto su una strada lungo il mare, il sole basso sull'orizzonte",
    "mountains": "Un'auto su una strada ai piedi di catene montuose",
    "desert": "Un'auto tra le dune sotto un cielo ampio",
    "lights": "Scie di luce di auto su una strada di notte",
    "charging": "Un'auto a una colonnina di ricarica di notte, con una luce verde accesa",
}
