"""French people's names, and what tools and typing do to them: nicknames, lost accents, slips of the keyboard.

The lists are ordered roughly by how common a name is; ``zipf`` turns that order into weights.
"""

import unicodedata

import numpy as np
from numpy.typing import NDArray


def _names(text: str) -> tuple[str, ...]:
    """Splits a text into names; an underscore stands for a space inside a name."""
    return tuple(dict.fromkeys(word.replace("_", " ") for word in text.split()))


WOMEN = _names("""
Marie Nathalie Isabelle Sylvie Catherine Valérie Christine Sandrine Véronique Stéphanie Céline Sophie Laurence Aurélie
Julie Émilie Camille Laura Sarah Pauline Élodie Claire Anne Virginie Caroline Delphine Karine Hélène Audrey Lucie
Marine Mélanie Charlotte Mathilde Manon Chloé Léa Emma Inès Amandine Alice Florence Corinne Patricia Brigitte Martine
Monique Nicole Françoise Dominique Agnès Béatrice Cécile Élise Estelle Fabienne Fanny Gaëlle Géraldine Ingrid Jeanne
Jessica Justine Juliette Laetitia Lise Magali Margaux Marion Maud Morgane Muriel Myriam Nadège Nadia Noémie Océane
Odile Ophélie Pascale Peggy Rachel Sabrina Samira Séverine Solène Sonia Tiphaine Vanessa Victoria Yasmina Anaïs Axelle
Bénédicte Bérengère Blandine Capucine Clémence Clotilde Coralie Constance Daphné Diane Edwige Eugénie Eva Fatima
Flavie Gwenaëlle Héloïse Jade Joséphine Khadija Leïla Louise Maëlle Malika Mireille Nina Perrine Priscilla Romane
Roxane Salomé Soizic Soraya Thérèse Violaine Zoé Assia Aïcha Amina Lina Ludivine Maïté Olivia Aude Lorraine Noëlle
Anne-Sophie Anne-Laure Marie-Claude Marie-Laure Marie-Hélène Anne-Marie Marie-Christine Anne-Claire Marie-Pierre
""")
MEN = _names("""
Jean Philippe Michel Alain Patrick Nicolas Christophe Pierre Christian Éric Frédéric Laurent Stéphane David Pascal
Olivier Thierry Julien Sébastien Thomas Alexandre Vincent Guillaume Antoine François Bruno Didier Gilles Marc Romain
Maxime Kevin Mickaël Jérôme Anthony Fabrice Franck Arnaud Cédric Ludovic Emmanuel Benjamin Mathieu Florian Hervé Denis
Serge Bernard Jacques Daniel Gérard André Xavier Yann Damien Fabien Grégory Sylvain Adrien Quentin Clément Lucas Hugo
Louis Paul Arthur Théo Baptiste Valentin Simon Karim Mehdi Mohamed Rachid Samir Youssef Ahmed Abdel Ali Hakim Nabil
Farid Yves Loïc Gaël Ronan Erwan Tanguy Gwenaël Maël Rémi Rémy Régis Roland Raphaël Gabriel Jules Léo Nathan Enzo
Tristan Bastien Benoît Boris Cyril Cyrille Dimitri Édouard Étienne Fabio Félix Gaëtan Geoffrey Gauthier Henri Hubert
Joël Johan Jonathan Jordan José Joseph Kamel Lionel Luc Lucien Martial Martin Matthieu Maurice Morgan Nathanaël Noël
Octave Pablo Pierrick Raymond Renaud Richard Robin Roger Rodolphe Samuel Steve Teddy Thibault Thibaut Tony Ulysse
Victor Walid William Yannick Yanis Yoann Youri Zacharie Amaury Aymeric Augustin Barthélemy Basile Cédrick Corentin
Dorian Elie Fernando Gildas Grégoire Ibrahim Idriss Ismaël Jean-Pierre Jean-Marc Jean-François Jean-Claude Jean-Luc
Jean-Michel Jean-Philippe Jean-Christophe Jean-Baptiste Pierre-Yves Pierre-Antoine Marc-Antoine Paul-Henri
Charles-Henri Jean-Yves Jean-Paul Jean-Louis Jean-Charles
""")
NICKNAMES: dict[str, str] = {
    "Alexandre": "Alex", "Frédéric": "Fred", "Stéphanie": "Steph", "Stéphane": "Steph", "Christophe": "Chris",
    "Benjamin": "Ben", "Nicolas": "Nico", "Sébastien": "Seb", "Guillaume": "Guigui", "Thomas": "Tom",
    "Philippe": "Phil", "Emmanuel": "Manu", "Isabelle": "Isa", "Catherine": "Cathy", "Nathalie": "Nath",
    "Véronique": "Véro", "Valérie": "Val", "Laurence": "Lolo", "Sandrine": "Sandy", "Élisabeth": "Babeth",
    "Maxime": "Max", "Mickaël": "Mika", "Grégory": "Greg", "Grégoire": "Greg", "Caroline": "Caro",
    "Delphine": "Delph", "Charlotte": "Charlie", "Mathilde": "Mathou", "Jean-Baptiste": "JB",
    "Jean-Christophe": "JC", "Jean-Philippe": "JP", "Jean-François": "Jef", "Anne-Sophie": "Anso",
    "Anthony": "Tony", "Jonathan": "Jon", "Mathieu": "Mat", "Matthieu": "Mat", "Florence": "Flo", "Florian": "Flo",
    "Samuel": "Sam", "Joséphine": "Jo", "Gabriel": "Gaby", "Raphaël": "Raph", "Édouard": "Ed", "Victoria": "Vicky",
    "Aurélie": "Aurel", "Clémence": "Clem", "Clément": "Clem", "Laetitia": "Laeti", "Patrick": "Pat",
    "Patricia": "Pat", "William": "Will", "Vincent": "Vince",
}  # fmt: skip
SURNAMES = _names("""
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefevre Faure André Mercier
Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel
Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly
Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard
Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoit Rey Leclerc Payet Rolland
Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps
Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault
Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le_Gall Collet Léger Bouvier Julien Prévost
Millet Perrot Daniel Le_Roux Cousin Germain Breton Besson Langlois Rémy Le_Goff Pelletier Lévêque Perrier Leblanc
Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin
Poulain Tessier Chevallier Collin Chauvin Da_Silva Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau
Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte Gros Buisson Evrard Briand
Gaudin Coulon Jung Rossi Briquet Hernandez Lacombe Maillot Maurice Bigot Bourdon Cohen Delattre Blondel Didier Ferrand
Hardy Huguet Imbert Jacquot Joubert Labbé Lebon Lesage Levy Marin Maury Navarro Nguyen Ollivier Pons Raynaud Riou
Rocher Rousset Salmon Sauvage Tanguy Texier Thibault Toussaint Valentin Vallet Verdier Voisin Weiss Bazin Benoist Blin
Bodin Bonneau Bouquet Boutin Brossard Bruneau Camus Cartier Chauvet Chrétien Clerc Couturier Crépin Dalmasso Delmas
Descamps Deshayes Diallo Dias Diaz Diop Drouet Duchêne Duclos Dufresne Duhamel Dujardin Dumoulin Duprat Dupré Dupuich
Durieux Dutertre Duvivier Esnault Fabiani Favre Féret Ferreira Fischer Forestier Foucher Fouquet Fourcade Franck
Froment Gaillot Gallet Gallois Gandon Garreau Gascoin Gaubert Gaultier Genet Georges Gervais Gilles Godard Godin Gomes
Gonzalez Grandjean Granger Gras Grenier Griffon Guéguen Guibert Guilbert Guillemin Guillet Guillou Guyon Haas Hamel
Hebert Herbin Hernault Hoffmann Husson Jacques Jacquin Jamet Janvier Jeannot Jourdan Jouve Jullien Keller Kieffer Kone
Labarre Laborde Lacour Lafont Lagarde Lagrange Lallemand Laloux Lamarque Langlais Lapeyre Larcher Laroche Larue
Lassalle Launay Laval Lavigne Le_Bihan Le_Bras Le_Breton Le_Corre Le_Floch Le_Guen Le_Meur Le_Tallec Lebeau Leblond
Leborgne Lebreton Lecoq Lecointe Ledoux Leduc Legendre Léglise Legros Lelièvre Lelong Lenoir Léonard Lepage Lépine
Leprince Leray Lesueur Letellier Letourneur Levasseur Lhomme Loiseau Lombard Lopes Lorin Loubet Louvet Lucet Mace
Magnier Mahé Maire Malet Mangin Marais Marc Marcel Marechal Mariette Marquet Martel Martineau Martins Mas Masse Massot
Mathis Maurel Maurin Mauger Mayer Merle Métayer Mignot Millot Minier Moine Monier Monnet Montagne Morand Moreno Morvan
Mouton Munier Nadeau Naudin Neveu Nicolle Noir Normand Oger Olive Ortiz Pagès Paillard Papin Parent Parisot Pascal
Pasquet Paul Payen Péan Pelissier Pepin Pereira Périn Perrault Perrin Petitjean Peyre Picot Pinault Pineau Pinto
Piquet Poisson Poncet Ponsard Porte Potier Pottier Pouget Poulet Pradel Prat Prigent Prieur Prudhomme Pruvost Pujol
Quéré Quentin Rault Raymond Regnault Regnier Renou Reynier Ribeiro Ricard Richer Rigaud Rigal Rio Robillard Roblin
Rochette Rodrigues Roland Romain Ronde Roques Rose Rossignol Rouault Rouger Rougier Rouyer Ruiz Sabatier Salaün Salle
Samson Santos Saulnier Saunier Savary Schaeffer Schwartz Seguin Serre Serres Simonet Simonin Sorel Soulier Stephan
Tardy Tavernier Teixeira Terrier Tessandier Teyssier Thiébaut Thiery Thomasset Tissot Tixier Torres Touzet Traoré
Tremblay Tual Turpin Vacher Vaillant Valette Vallée Vannier Varin Vaugeois Verger Vernet Véron Viard Vigneron Villain
Villard Villeneuve Vial Viala Vinet Virot Vivier Wagner Walter Winter Zimmermann Abadie Abel Achard Aguilar Alard
Albert Alexandre Alix Allain Allard Allègre Almeida Alonso Alves Amar Amiot Ancelin Andrieu Andrieux Ansart Arnoux
Arnould Astier Aubin Aubrun Auger Augustin Avril Aymard Babin Bachelet Badin Baillet Baillon Balland Ballet Baptiste
Barat Barbe Barberet Barbot Bardet Bardin Bardou Baret Barrault Barreau Barret Barrier Barthe Bastide Bastien Bastin
Battistini Baudet Baudin Baudry Bauer Bayard Bayle Beaufils Beaujard Beaumont Beauvais Becker Bécue Belin Bellanger
Bellet Belmonte Beltran Benali Benhamou Béranger Bérard Bergeron Bernardin Berthe Berthelot Berthier Berthet Bertho
Berton Bessière Besnard Beyer Bianchi Bidault Biet Bihan Billard Billon Binet Bisson Blain Blaise Blanchet Blanchon
Blot Bocquet Boileau Boisseau Boisson Boissier Boivin Bonin Bonnard Bonnefoy Bonnin Bordes Borel Bossard Botella
Bouchard Boucly Boudet Bouillon Boulay Boulet Bouly Bourdin Bouret Bourguignon Bourget Bournet Bousquet Boutet Bouvet
Bouyer Brault Bréant Bresson Brethes Brière Brisset Brochard Brocard Brossier Bruel Brugière Brunel Bruyère Buffet
Bureau Burel Burger Cabanes Cadet Cadiou Cailleux Calvet Cambon Camara Campos Canal Capelle Carbonnel Cardoso Carle
Carpentras Carrère Carvalho Casanova Castel Castro Catala Cauchy Caudron Cazenave Cellier Chabert Chabot Chaillou
Chambon Champion Chapelle Chapuis Charbonnier Chardin Charlot Charrier Chartier Chassagne Châtelain Chatel Chauveau
Chazal Chemin Chéron Chevrier Chollet Choquet Christophe Cissé Claude Claudel Clavel Clerget Cochet Cochin Coffin
Colas Collard Colombo Combe Combes Comte Constant Conte Coquelin Corbel Corbin Cordonnier Cormier Cornet Cornu Corre
Costa Costes Cotte Coudert Couderc Coulomb Courtin Courtois Coutant Couturaud Couvreur Creuzot Crouzet Cros Cuvelier
Dabo Dallet Damour Danel Daniau Danjou Darras Daubigny Dauphin Daval Debray Debout Decamps Déchamps Decroix Defossez
Degrange Dejean Delacroix Delage Delahaye Delamare Delannoy Delaporte Delarue Delas Delbos Delcourt Delcroix Delépine
Deléglise Deleuze Delforge Delhaye Delorme Delpech Delplace Delprat Delrieu Delsol Delvaux Demange Demay Demeyer
Demoulin Depierre Deroche Derrien Desbois Descours Desjardins Deslandes Desmarets Desmoulins Desprez Detrez Devaux
Devillers Dewaele Dhont Dieudonné Diot Divoux Dominguez Donnadieu Doré Dorléans Doucet Douillard Drapier Dreyfus
Drouin Dubreuil Dubus Duc Ducasse Duchamp Duchesne Ducrocq Ducros Dufay Dugas Dugué Dulac Dumesnil Dumortier Dunand
Duparc Duperray Duplessis Dupouy Dupriez Duquesne Duran Durant Duret Durin Dussart Duthoit Duvergne Eloy Emery
Escoffier Espinasse Estève Evain Fabien Faivre Falque Fargeot Farge Faucher Fauchet Faucon Fauvel Favier Félix Ferrari
Ferrier Ferry Feuillet Fèvre Fievet Filippi Fleuriot Flandrin Floquet Florent Fofana Fontenay Fort Fortin Foulon
Fouché Fourmond Fournel Fraisse Francis Fraysse Frey Fritsch Froger Fromont Furlan Gabriel Gaborit Gabillard Gagneux
Gaillardet Galland Gallego Galtier Gamard Garcin Gardet Garin Garrigues Gasnier Gasquet Gatineau Gaudry Gauche Gauvin
Gayet Geay Gendron Geneste Genin Géraud Germond Gicquel Gilet Gimenez Gineste Gion Girardin Girardot Giraudet Giry
Glasser Gobert Goblet Godefroy Goetz Goguet Gombert Gondard Gosselin Gouin Goujon Goulard Gourdon Goutard Gouzy Grall
Grand Grandin Granier Gravier Grégoire Grellier Griffoul Grillet Grimaud Grimault Groleau Grosjean Gueguen Guedj Guéno
Guérard Guéret Guénard Guigue Guilbaud Guillard Guillaumin Guillemot Guillon Guimard Guinard Guiot Guiraud Guitton
Gustin Guyard Guyader Hacquard Hadjadj Haddad Hallé Hamard Hamelin Hamidi Harel Hascoët Hauser Hautbois Havard Hélias
Henri Hérault Hermann Heurtel Heuzé Hilaire Hivert Hochard Houdin Houssin Hue Huart Hugon Hugues Huot Hureau Hurel
Huynh Ibanez Iglesias Inizan Isnard Izard Jacquelin Jacquemin Jacquier Jahier Jallet Jamin Janin Jaouen Jardin Jarry
Jaubert Jeanne Jeannin Jégou Jégat Jolivet Jollet Jomard Josse Jouan Jouanneau Jouault Joulin Jousset Juin Julliard
Juste Kaiser Kaplan Karst Keita Kempf Kerbrat Kermarrec Khelif Kuhn Kuntz Labat Labbaye Laborie Labrousse Lacaze
Lachaud Lacoste Ladet Lafarge Laffont Lafitte Laforge Lagadec Lahaye Laigle Laine Laîné Lalande Lalanne Laluque
Lamarche Lambin Lamotte Lamoureux Landais Landry Lang Lange Langevin Lannes Lanoë Lapierre Laplace Larivière Larose
Larrieu Lasserre Latour Laurens Laurin Lauret Lavaud Lavergne Lavoine Le_Berre Le_Bris Le_Calvez Le_Cam Le_Dantec
Le_Fur Le_Gal Le_Guellec Le_Guillou Le_Hir Le_Mercier Le_Moal Le_Moigne Le_Nay Le_Pape Le_Pennec Le_Roy Le_Saux Lebas
Lebel Leber Lebègue Lebourg Lécuyer Leconte Lecocq Ledru Lefort Lefranc Legoff Legrain Leguay Lehmann Lejard
Lemarchand Lemasson Lemercier Lemoigne Lemonnier Lépinay Lépinoy Lequeux Leriche Lermite Lerouge Lescure Lesaffre
Lespinasse Lestienne Letort Leveau Lévesque Lhermitte Lheureux Liard Liébert Ligier Linard Lizot Locatelli Lods Loison
Longuet Lorenzo Loret Loriot Lorrain Louvel Lozano Luce Luneau Lutz Machado Madec Magne Magnan Mahieu Maillet Mainguy
Maitre Malherbe Mallard Malo Mancini Mandin Manier Marceau Marchais Marchetti Marcot Maret Margerie Mariani Marion
Marlin Marques Marquis Marsaud Marteau Martinet Martinon Marville Massé Massard Mathon Matthieu Maton Maugé Maunier
Mauduit Maugis Mazet Mazière Mazure Médard Mellier Mendes Mendy Ménager Menu Mercadier Méric Mérigot Mesnard Mesnil
Messager Metz Meunié Michaux Michelet Michon Miguel Milhau Millon Minard Miquel Mirabel Moisan Molina Molinier Mollard
Monin Monod Montel Montfort Monteiro Morange Moriceau Morice Morineau Morisset Morlet Motte Mougel Mougin Mouillé
Mounier Mouret Moussa Moutier Moynet Mullet Munoz Murat Nallet Nardin Naud Nègre Neuville Niel Nivet Noblet Noblecourt
Nollet Novak Nunes Odin Oliveira Olivieri Orsini Oudin Oudot Ouvrard Page Pain Pallier Palmer Panier Paquet Paradis
Parmentier Pastor Patin Patry Pauly Pavageau Pécheux Pellerin Pelloux Peltier Penot Percheron Pernet Pernot Perraud
Perreau Perroud Pesnel Petiot Peyrat Pfeiffer Philippon Piat Pichard Piéri Pierron Pierret Piette Pillet Pillon Pinard
Pinel Pinson Piot Pires Planche Planchon Plantier Plessis Pluchet Poinsot Poitevin Polet Pollet Pomier Ponthieu
Porcher Portal Potel Poujol Poulard Poupard Pourcel Poussin Pouliquen Poyet Prado Préau Prévot Primault Prost Provost
Prunier Puech Quesnel Quillet Quinet Rabier Raffin Ragot Raguin Raimbault Rambaud Ramos Rampon Ravel Ravier Raynal
Rebours Redon Regis Renaudin Renouard Resnais Revel Reverdy Ribault Ribot Ricaud Richard_Bernard Riche Ridel Riffault
Rigollet Rimbaud Ringot Ripert Rivet Rivoire Robineau Rocca Rochard Rodier Roméro Rondeau Ropars Rosset Rossi_Martin
Rouanet Roudaut Rougé Roulland Roullet Rousseaux Roussin Routier Rouvière Rouxel Rozier Rubin Ruffin Sabourin Sadoun
Saillard Salomon Salvador Sanson Santoni Sarrazin Sartori Saudrais Sauvageot Savard Savoye Scherrer Schmid Schmidt
Schott Sellier Sénéchal Séguier Sergent Serrano Servant Sevestre Sicard Signoret Silva Simeon Siméoni Sireau Soares
Soler Sonnier Soubeyran Souchet Soulié Soulard Souza Spinelli Steiner Suarez Sultan Surget Sylvestre Taillandier
Tallec Tanguay Tardieu Tardif Taupin Terrasse Tétard Thébault Théodore Théry Thévenet Thévenin Thibaud Thiébault Thill
Thiriet Thomann Thouvenin Thuillier Tison Tondeur Torche Touchard Toulouse Tournier Touzé Tran Trichet Tricot
Trouillet Truchet Trudel Turcan Turquet Urbain Vaast Vadot Vaillot Valadier Valat Valet Vallin Vanhoutte Vaquette
Varenne Vasse Vautier Vautrin Veillon Verbeke Vergne Verhaeghe Vernier Verrier Vignal Vigne Vignaud Viguier Villemin
Villette Villiers Vinson Viollet Vitry Vivien Vogel Voiron Vollet Vuillemin Wallon Wolff Yvon Zanetti Zerbib Ziegler
Zunino Abdallah Belkacem Benamar Benaïssa Bensaïd Boukhari Bouzid Chaoui Cherif El_Amrani El_Idrissi Ferhat Ghanem
Hamdi Hassani Kaci Khaldi Lahlou Mansouri Mebarki Meziane Naciri Ould_Ahmed Rahmani Saadi Saïdi Slimani Taleb Yahiaoui
Zaoui Zidane Ba Bah Barry Coulibaly Dembélé Diarra Doumbia Fall Gueye Kanté Konaté Koné Mbaye Mendès Ndiaye Niang
Ouattara Sall Sané Sarr Sow Sylla Sy Touré Wade Chen Dang Do Huang Lam Le_Thi Lin Liu Ngo Pham Phan Truong Vo Vu Wang
Wu Zhang Kowalski Nowak Wisniewski Popescu Ionescu Petrov
""")


def zipf(count: int, power: float) -> NDArray[np.float64]:
    """Weights of ``count`` ranks, 1/rank**power, summing to 1."""
    weights = 1.0 / np.arange(1, count + 1) ** power
    return np.asarray(weights / weights.sum())


def plain(text: str) -> str:
    """The text without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def slug(text: str, between: str = "-") -> str:
    """Lower-case letters and digits only, words joined by ``between``: what goes into an address."""
    letters = "".join(c if c.isalnum() else " " for c in plain(text).lower())
    return between.join(letters.split())


_NEIGHBOURS = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zertyuioposdfghjklklxcvbnb", strict=True))


def slip(text: str, pick: int) -> str:
    """One slip of the keyboard: letters swapped, doubled, dropped or hit beside; ``pick`` decides which and where."""
    if len(text) < 4:
        return text
    at = 1 + (pick // 4) % (len(text) - 2)
    match pick % 4:
        case 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 1:
            return text[:at] + text[at] + text[at:]
        case 2:
            return text[:at] + text[at + 1 :]
        case _:
            return text[:at] + _NEIGHBOURS.get(plain(text[at]).lower(), "e") + text[at + 1 :]
