"""Portuguese, as it is written in Brazil."""

TEXTS = {
    "nola_city": "Duas escolas, quatro obras e uma rua que nem o GPS conhece, tudo antes das nove. O Nola fez quase tudo no modo elétrico. #Nola",
    "nola_parking": "Aquela vaga que todo mundo deixa passar? O Nola dá a volta em 9,4 metros de guia a guia. Medimos duas vezes. #Nola",
    "nola_commute": "Silêncio é item de série. No anda e para da Marginal, o Nola desliga o motor e deixa você a sós com o rádio.",
    "nola_colour": "Sete demãos, duas semanas de discussão, uma cor: Azul Maré. Na sombra ela fica verde. E para você?",
    "tarn_weekend": "Duas pranchas, uma barraca, três pessoas e a manta do cachorro. Coube tudo no Tarn, e a tampa fechou.",
    "tarn_mountain": "Depois da última curva a estrada estreita e o pão de queijo melhora. Qual serra a gente sobe da próxima vez?",
    "tarn_dog": "Ele escolheu a janela. Ainda bem que o piso do porta-malas do Tarn limpa em um minuto.",
    "tarn_trailer": "1.800 kg no engate e vento lateral na serra. O Tarn percebe o reboque balançar antes de você, e acalma.",
    "night_sight": "Escurece antes do que a gente pensa. Cinco minutos com um pano e uma checada nos faróis valem mais que qualquer tela.",
    "test_drive": "Sábado abrimos às nove. Traga a cadeirinha, a prancha e as perguntas difíceis, e leve um Marenne por uma hora.",
    "tyres": "Uma moeda de um real, quatro pneus, dois minutos: se a borda dourada aparecer, passe aqui antes da viagem, não depois.",
    "paint_shop": "Há 22 anos a Marie-Jo olha portas sob esta luz. Ela acha o que as câmeras não veem. Sem o sim dela, nenhum carro sai daqui.",
    "first_marenne": "1934: onze pessoas, um galpão, um carro. O primeiro Marenne tinha 18 cavalos e um gancho para a cesta. O gancho ficou.",
    "owners": "Vocês mandaram 400 fotos de lugares que tivemos que procurar no mapa. Continuem com #MeuMarenne: domingo sai a favorita.",
    "dusk_drive": "A hora depois do pôr do sol, uma estrada vazia e só o som dos pneus. Foi para isso que fizemos. #HesperDusk",
    "dusk_light": "Uma linha de luz desenhada à mão 140 vezes, até deixar de parecer desenho. Anotações sobre a traseira do Dusk. #HesperDusk",
    "dusk_first": "Começaram os primeiros test drives. Quarenta minutos, um caminho de que gostamos e ninguém tentando vender nada. #HesperDusk",
    "dusk_silence": "Gravamos o interior a 110. O mais barulhento era um relógio. #HesperDusk",
    "fast_charge": "De 10 a 80% em 24 minutos, num carregador que cumpre o que promete. Dá tempo de um café, não de um almoço.",
    "home_charge": "Conecte quando chegar e esqueça. O carregador espera sozinho as horas mais baratas da noite.",
    "route": "Diga aonde vai. Ele planeja as paradas, aquece a bateria antes de cada uma e muda de ideia se o carregador estiver ocupado.",
    "ember_family": "Três cadeirinhas na mesma fileira, sem aperto. Primeiro perguntamos aos pais, depois aos engenheiros. Hesper Ember.",
    "ember_range": "Uma carga, 561 km no ciclo WLTP. Rodamos com o ar ligado, porque você também vai ligar. Hesper Ember.",
    "materials": "A lã vem de uma tecelagem de 1821; o tapete, de redes de pesca. Na mão, os dois convencem mais do que no papel.",
    "sound": "Dezessete alto-falantes e um botão que desliga todos. Tem noite em que o botão ganha.",
    "update": "Enquanto você dormia, seu Hesper aprendeu a mostrar os carregadores livres no caminho. Os detalhes estão no site.",
    "service_visit": "Nossa técnica vai ao escritório, à sua casa ou ao estacionamento do metrô. A tarde continua sua.",
    "stars": "A quarenta minutos do último poste, apague tudo e olhe para cima. Funciona sempre.",
}

CLOSINGS = [
    "Dúvidas? Pergunte aqui embaixo, a gente lê tudo.",
    "A concessionária mais perto de você mostra com prazer.",
    "Conte pra gente: aonde você iria primeiro?",
]

ALTS = {
    "city": "Um carro diante de uma cidade com janelas acesas, ao anoitecer",
    "hills": "Um carro numa estrada entre colinas com neblina da manhã",
    "studio": "A silhueta de um carro sob a luz comprida de um estúdio fotográfico",
    "coast": "Um carro numa estrada à beira-mar, o sol baixo no horizonte",
    "mountains": "Um carro numa estrada diante de várias serras",
    "desert": "Um carro entre dunas sob um céu aberto",
    "lights": "Rastros de luz de carros numa estrada à noite",
    "charging": "Um carro num ponto de recarga à noite, com uma luz verde acesa",
}
