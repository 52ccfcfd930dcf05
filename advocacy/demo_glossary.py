"""Demo texts: the glossary, in plain French. Term, anchor, acronym in full, definition."""

from typing import Final

TERMS: Final = (
    (
        "Ada",
        "ada",
        "Allocation pour demandeur d’asile",
        "Aide financière versée par l’Ofii pendant la demande d’asile, sous conditions de ressources. Elle peut être retirée, par exemple quand une orientation est refusée.",
    ),
    (
        "Agir",
        "agir",
        "Accompagnement global et individualisé des réfugiés",
        "Programme de l’État, de 24 mois, vers le logement, l’emploi et les droits. Il ne s’adresse qu’aux personnes qui ont déjà obtenu une protection.",
    ),
    ("Asile", "asile", "", "Protection qu’un État accorde à une personne menacée dans son pays et que celui-ci ne protège pas."),
    (
        "Attestation de demande d’asile",
        "attestation-de-demande-d-asile",
        "",
        "Document remis au Guda, qui autorise à rester en France le temps que la demande soit examinée.",
    ),
    (
        "Binôme d’accompagnement",
        "binome",
        "",
        "À Polaris 14 : un·e bénévole et une personne accompagnée, parfois deux, pour une durée fixée, avec un bilan prévu dès le départ.",
    ),
    (
        "BPI",
        "bpi",
        "Bénéficiaire d’une protection internationale",
        "Personne qui a obtenu le statut de réfugié ou la protection subsidiaire.",
    ),
    (
        "Cada",
        "cada",
        "Centre d’accueil pour demandeurs d’asile",
        "Hébergement du dispositif national d’accueil, avec un suivi social et administratif.",
    ),
    (
        "CIR",
        "cir",
        "Contrat d’intégration républicaine",
        "Contrat signé avec l’État par les personnes autorisées à s’installer en France : formation civique, cours de français selon le niveau, entretien d’orientation. Il n’est pas ouvert pendant la demande d’asile.",
    ),
    ("CNDA", "cnda", "Cour nationale du droit d’asile", "Juridiction que l’on saisit pour contester un refus de l’Ofpra."),
    (
        "Connaissance du public",
        "connaissance-du-public",
        "",
        "Formation de deux heures que suit chaque bénévole de Polaris 14 : la procédure, l’exil, la bonne posture, les limites du rôle.",
    ),
    ("Convention de Genève", "convention-de-geneve", "", "Traité de 1951 qui définit qui est réfugié, et quels droits lui sont dus."),
    ("Débouté·e", "deboute", "", "Personne dont la demande a été rejetée par l’Ofpra ou par la CNDA."),
    (
        "Demandeur·se d’asile",
        "demandeur-d-asile",
        "",
        "Personne qui a demandé une protection et attend la réponse. Le mot décrit une étape, pas une personne.",
    ),
    (
        "DNA",
        "dna",
        "Dispositif national d’accueil",
        "L’ensemble des lieux qui hébergent et accompagnent les personnes pendant leur demande d’asile.",
    ),
    (
        "Dublin",
        "dublin",
        "",
        "Mécanisme qui détermine quel État européen doit examiner la demande. Tant qu’il n’a pas conclu, la personne ne peut pas déposer sa demande en France.",
    ),
    ("FLE", "fle", "Français langue étrangère", "Enseignement du français à des personnes dont ce n’est pas la langue maternelle."),
    ("Guda", "guda", "Guichet unique pour demandeurs d’asile", "Lieu où la préfecture et l’Ofii enregistrent ensemble la demande."),
    (
        "Huda",
        "huda",
        "Hébergement d’urgence pour demandeurs d’asile",
        "Hébergement du dispositif national d’accueil, souvent en attendant une place plus durable.",
    ),
    (
        "Ofii",
        "ofii",
        "Office français de l’immigration et de l’intégration",
        "Établissement public chargé de l’accueil : hébergement, allocation, contrat d’intégration.",
    ),
    (
        "Ofpra",
        "ofpra",
        "Office français de protection des réfugiés et apatrides",
        "Établissement public, indépendant dans ses décisions, qui examine les demandes d’asile.",
    ),
    ("Plaidoyer", "plaidoyer", "", "Texte public qui demande des changements précis, à des responsables nommés, avec des arguments."),
    (
        "Protection subsidiaire",
        "protection-subsidiaire",
        "",
        "Protection accordée à qui n’est pas réfugié au sens de la convention de Genève mais risque dans son pays la mort, la torture ou une violence aveugle.",
    ),
    (
        "Réfugié·e",
        "refugie",
        "",
        "Personne dont la crainte d’être persécutée a été reconnue, en raison de son origine, de sa religion, de sa nationalité, de ses opinions ou de son groupe social.",
    ),
    ("Réunification familiale", "reunification-familiale", "", "Droit, pour une personne protégée, de faire venir sa famille proche."),
    (
        "Spada",
        "spada",
        "Structure de premier accueil des demandeurs d’asile",
        "Premier lieu où se présenter : elle donne le rendez-vous au Guda et aide aux premières démarches.",
    ),
)
