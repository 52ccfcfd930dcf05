"""Demo texts: the glossary. Each word has a short definition, a plain one for who reads French with difficulty, and a long one."""

from typing import Final, NamedTuple


class Term(NamedTuple):
    term: str
    slug: str
    definition: str
    plain: str
    long: str
    expansion: str = ""
    spellings: str = ""


TERMS: Final = (
    Term(
        "Ada",
        "ada",
        "Aide financière versée par l’Ofii pendant la demande d’asile, sous conditions de ressources.",
        "L’Ada est de l’argent. L’Ofii donne cet argent aux personnes qui demandent l’asile et qui ont peu de ressources.",
        """L’allocation aide à vivre pendant que la demande est examinée. Elle peut être retirée, par exemple quand une orientation vers un hébergement est refusée.

Elle ne remplace pas un salaire : le travail reste hors d’atteinte pendant la plus grande part de la procédure.""",
        expansion="Allocation pour demandeur d’asile",
    ),
    Term(
        "AGIR",
        "agir",
        "Programme de l’État, de 24 mois, vers le logement, l’emploi et les droits. Il ne s’adresse qu’aux personnes qui ont déjà obtenu une protection.",
        "AGIR est une aide de l’État. Elle dure 24 mois. Elle aide à trouver un logement et un travail. Il faut déjà avoir une protection.",
        """Le programme commence par une évaluation avec la personne ; il y en a une autre au milieu et une à la sortie, puis un suivi trois et six mois après.

Les personnes dont la demande est en cours n’y ont pas droit : c’est l’un des écarts que notre plaidoyer décrit.""",
        expansion="Accompagnement global et individualisé des réfugiés",
    ),
    Term(
        "Asile",
        "asile",
        "Protection qu’un État accorde à une personne menacée dans son pays et que celui-ci ne protège pas.",
        "L’asile, c’est quand un pays protège une personne. Cette personne est en danger dans son pays.",
        """Demander l’asile n’est pas l’obtenir. En France, l’Ofpra examine la demande ; la CNDA juge les recours contre ses refus.

La protection obtenue est le statut de réfugié ou la protection subsidiaire.""",
    ),
    Term(
        "Attestation de demande d’asile",
        "attestation-de-demande-d-asile",
        "Document remis au Guda, qui autorise à rester en France le temps que la demande soit examinée.",
        "C’est un papier. La personne qui demande l’asile le reçoit au Guda. Avec ce papier, elle peut rester en France et attendre la réponse.",
        "Elle prouve que la demande est enregistrée. Elle ne donne pas, à elle seule, le droit de travailler.",
    ),
    Term(
        "Binôme d’accompagnement",
        "binome",
        "À Polaris 14 : un·e bénévole et une personne accompagnée, parfois deux, pour une durée fixée, avec un bilan prévu dès le départ.",
        "Un binôme, c’est deux personnes : une ou un bénévole, et vous. Vous vous voyez souvent, pendant quelques mois. À la fin, on parle de ce qui a changé.",
        """Pour le français, le binôme se retrouve environ deux heures par semaine, pendant deux mois d’abord ; un bilan décide s’il continue. Pour le projet professionnel, il dure quatre mois.

Il commence toujours par une rencontre avec l’équipe.""",
    ),
    Term(
        "BPI",
        "bpi",
        "Personne qui a obtenu le statut de réfugié ou la protection subsidiaire.",
        "Une personne BPI a demandé l’asile. La France a dit oui : elle la protège.",
        "Le contrat d’intégration et la plupart des programmes d’insertion s’adressent aux BPI. Pendant la demande, presque tous sont fermés.",
        expansion="Bénéficiaire d’une protection internationale",
        spellings="bénéficiaire d’une protection internationale",
    ),
    Term(
        "Cada",
        "cada",
        "Hébergement du dispositif national d’accueil, avec un suivi social et administratif.",
        "Un Cada est un lieu où dormir et vivre. Il est pour les personnes qui demandent l’asile. Une équipe aide pour les papiers.",
        "Les équipes des Cada orientent des personnes vers nos ateliers et nos cours ; celui du 18e arrondissement de Paris a été le premier.",
        expansion="Centre d’accueil pour demandeurs d’asile",
    ),
    Term(
        "CIR",
        "cir",
        "Contrat signé avec l’État par les personnes autorisées à s’installer en France. Il n’est pas ouvert pendant la demande d’asile.",
        "Le CIR est un contrat avec l’État. La personne suit une formation et, si besoin, des cours de français. Pendant la demande d’asile, il n’y a pas de CIR.",
        "Il comprend une formation civique, des cours de français selon le niveau et un entretien d’orientation. L’Ofii en est chargé.",
        expansion="Contrat d’intégration républicaine",
    ),
    Term(
        "CNDA",
        "cnda",
        "Juridiction que l’on saisit pour contester un refus de l’Ofpra.",
        "La CNDA est un tribunal. L’Ofpra a dit non ? La personne peut demander à la CNDA de regarder encore sa demande.",
        "La demande d’asile reste en cours tant que la cour ne s’est pas prononcée. Une personne dont elle rejette le recours est dite déboutée.",
        expansion="Cour nationale du droit d’asile",
    ),
    Term(
        "Connaissance du public",
        "connaissance-du-public",
        "Formation de deux heures que suit chaque bénévole de Polaris 14.",
        "C’est une formation de deux heures. Toutes les personnes qui veulent aider à Polaris 14 la suivent.",
        "On y voit la procédure d’asile, ce que fait l’exil, la bonne posture et les limites du rôle. Les missions s’ouvrent quand elle est suivie.",
    ),
    Term(
        "Convention de Genève",
        "convention-de-geneve",
        "Traité de 1951 qui définit qui est réfugié, et quels droits lui sont dus.",
        "C’est un accord entre des pays. Il date de 1951. Il dit qui est une personne réfugiée et quels sont ses droits.",
        "Une personne qui n’entre pas dans sa définition, mais qui risque dans son pays la mort, la torture ou une violence aveugle, peut obtenir la protection subsidiaire.",
    ),
    Term(
        "Débouté·e",
        "deboute",
        "Personne dont la demande a été rejetée par l’Ofpra ou par la CNDA.",
        "La personne a demandé l’asile. La réponse est non.",
        "Le mot est celui de l’administration. Il désigne une décision sur une demande : il ne dit rien de ce que la personne a vécu.",
    ),
    Term(
        "Demandeur·se d’asile",
        "demandeur-d-asile",
        "Personne qui a demandé une protection et attend la réponse. Le mot décrit une étape, pas une personne.",
        "C’est une personne qui a demandé l’asile. Elle attend la réponse.",
        """L’attente se compte souvent en mois. Le travail et la formation y sont presque hors d’atteinte, et la plupart des programmes d’insertion sont fermés.

C’est le moment où Polaris 14 commence à accompagner les personnes.""",
        spellings="demandeur d’asile\ndemandeuse d’asile",
    ),
    Term(
        "DNA",
        "dna",
        "L’ensemble des lieux qui hébergent et accompagnent les personnes pendant leur demande d’asile.",
        "Le DNA, ce sont tous les lieux où l’État loge les personnes qui demandent l’asile.",
        "Il réunit entre autres les Cada et les Huda. L’Ofii y oriente les personnes.",
        expansion="Dispositif national d’accueil",
        spellings="dispositif national d’accueil",
    ),
    Term(
        "Dublin",
        "dublin",
        "Mécanisme qui détermine quel État européen doit examiner la demande. Tant qu’il n’a pas conclu, la personne ne peut pas déposer sa demande en France.",
        "Avec la procédure Dublin, on cherche quel pays d’Europe doit répondre à la demande d’asile. Pendant ce temps, la personne attend.",
        "L’attente commence alors avant même la demande, et compte peu dans les délais qui ouvrent des droits. « Dubliné » est un mot d’administration : on peut dire « une personne en procédure Dublin ».",
        spellings="procédure Dublin",
    ),
    Term(
        "FLE",
        "fle",
        "Enseignement du français à des personnes dont ce n’est pas la langue maternelle.",
        "FLE veut dire : apprendre le français quand on parle une autre langue.",
        "À Polaris 14, un cycle dure dix semaines, avec trois cours de deux heures et demie par semaine, par groupes de six à dix personnes. Un test à l’inscription donne le niveau, de A1.1 à A2.2 ; un autre, à la fin, dit le chemin fait.",
        expansion="Français langue étrangère",
        spellings="français langue étrangère",
    ),
    Term(
        "Guda",
        "guda",
        "Lieu où la préfecture et l’Ofii enregistrent ensemble la demande.",
        "Le Guda est un bureau. On y va pour enregistrer sa demande d’asile. On y reçoit un papier : l’attestation.",
        "On y remet l’attestation de demande d’asile. Le rendez-vous est donné par la Spada.",
        expansion="Guichet unique pour demandeurs d’asile",
    ),
    Term(
        "Huda",
        "huda",
        "Hébergement du dispositif national d’accueil, souvent en attendant une place plus durable.",
        "Un Huda est un lieu où dormir. Il est pour les personnes qui demandent l’asile et qui n’ont pas encore d’autre place.",
        "Comme les Cada, les équipes des Huda orientent des personnes vers nos ateliers et nos cours.",
        expansion="Hébergement d’urgence pour demandeurs d’asile",
    ),
    Term(
        "Ofii",
        "ofii",
        "Établissement public chargé de l’accueil : hébergement, allocation, contrat d’intégration.",
        "L’Ofii est un service de l’État. Il aide à trouver un lieu où dormir. Il donne l’Ada.",
        "On le rencontre au Guda, avec la préfecture. Il n’examine pas les demandes d’asile : c’est le rôle de l’Ofpra.",
        expansion="Office français de l’immigration et de l’intégration",
    ),
    Term(
        "Ofpra",
        "ofpra",
        "Établissement public, indépendant dans ses décisions, qui examine les demandes d’asile.",
        "L’Ofpra lit la demande d’asile. Il écoute la personne. Puis il répond oui ou non.",
        "Il reconnaît le statut de réfugié ou la protection subsidiaire, ou rejette la demande. Un refus peut être contesté devant la CNDA.",
        expansion="Office français de protection des réfugiés et apatrides",
    ),
    Term(
        "Plaidoyer",
        "plaidoyer",
        "Texte public qui demande des changements précis, à des responsables nommés, avec des arguments.",
        "Dans un plaidoyer, une association écrit ce qui doit changer. Elle dit pourquoi, et à qui elle le demande.",
        "Celui de Polaris 14 date de janvier 2024. En trois volets, il demande que l’on agisse dès la demande d’asile.",
    ),
    Term(
        "Protection subsidiaire",
        "protection-subsidiaire",
        "Protection accordée à qui n’est pas réfugié au sens de la convention de Genève mais risque dans son pays la mort, la torture ou une violence aveugle.",
        "C’est une protection. La personne n’a pas le statut de réfugié, mais elle est en grand danger dans son pays. La France la protège.",
        "Une même demande d’asile peut mener au statut de réfugié ou à la protection subsidiaire : c’est l’Ofpra, ou la CNDA après un recours, qui en décide.",
    ),
    Term(
        "Réfugié·e",
        "refugie",
        "Personne dont la crainte d’être persécutée a été reconnue, en raison de son origine, de sa religion, de sa nationalité, de ses opinions ou de son groupe social.",
        "Une personne réfugiée a fui son pays, car elle y est en danger. La France l’a reconnu : elle la protège.",
        "On dit souvent « réfugié » pour toute personne qui fuit. En droit, on ne l’est qu’une fois le statut reconnu ; avant, on demande l’asile.",
    ),
    Term(
        "Réunification familiale",
        "reunification-familiale",
        "Droit, pour une personne protégée, de faire venir sa famille proche.",
        "La France protège une personne. Cette personne peut demander que sa famille vienne vivre avec elle.",
        "Ce droit s’ouvre avec la protection. Tant que la demande est examinée, les familles restent séparées.",
    ),
    Term(
        "Spada",
        "spada",
        "Premier lieu où se présenter : elle donne le rendez-vous au Guda et aide aux premières démarches.",
        "La Spada est le premier bureau où aller pour demander l’asile. On y reçoit un rendez-vous au Guda.",
        "Elle vient avant le Guda : la demande d’asile n’y est pas encore enregistrée.",
        expansion="Structure de premier accueil des demandeurs d’asile",
    ),
)
