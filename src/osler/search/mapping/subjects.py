"""Subjects for which PubMed keeps strategies of its own, as no record says them: each with a query that comes near.

Sources: PubMed User Guide, "Subject filters", "COVID-19 article filters" and "Medical genetics search filters" (whose
AND holds for all before it); the queries are Osler's.
"""

from __future__ import annotations

_COVID = "(COVID-19[mh] OR SARS-CoV-2[mh] OR covid*[tw] OR sars-cov-2[tw] OR 2019-ncov[tw])"
SUBJECTS = {
    "aids": "HIV Infections[mh] OR HIV[mh] OR hiv[tiab] OR aids[tiab]",
    "bioethics": "Bioethics[mh] OR Ethics[mh] OR ethics[sh]",
    "cam": "Complementary Therapies[mh]",
    "cancer": "Neoplasms[mh] OR cancer*[tiab] OR neoplasm*[tiab]",
    "dietsuppl": "Dietary Supplements[mh]",
    "history": "history[sh] OR Historical Article[pt] OR History of Medicine[mh]",
    "space": "Space Flight[mh] OR Extraterrestrial Environment[mh]",
    "tox": "toxicity[sh] OR poisoning[sh] OR Toxicology[mh]",
    "veterinary": "veterinary[sh] OR Animal Diseases[mh] OR Veterinary Medicine[mh]",
    "litcgeneral": _COVID,
    "litcmechanism": f"{_COVID} AND (metabolism[sh] OR virology[sh] OR etiology[sh] OR mechanism*[tw])",
    "litctransmission": f"{_COVID} AND (transmission[sh] OR transmission[tw])",
    "litcdiagnosis": f"{_COVID} AND (diagnosis[sh] OR Diagnosis[mh] OR diagnos*[tw] OR detect*[tw])",
    "litctreatment": f"{_COVID} AND (therapy[sh] OR Therapeutics[mh] OR treat*[tw] OR therap*[tw])",
    "litcprevention": f"{_COVID} AND (prevention and control[sh] OR prevent*[tw] OR intervent*[tw])",
    "litccasereport": f"{_COVID} AND (Case Reports[pt] OR case report*[tw])",
    "litcforecasting": f"{_COVID} AND (trends[sh] OR Forecasting[mh] OR forecast*[tw] OR prediction*[tw])",
    "litclongcovid": "Post-Acute COVID-19 Syndrome[mh] OR long covid[tw] OR post covid[tw] OR post acute covid*[tw]",
    "diagnosis": "diagnosis AND genetics",
    "differential diagnosis": "(Diagnosis, Differential[mh] OR differential diagnosis[tw]) AND genetics",
    "clinical description": "(natural history OR mortality OR phenotype OR prevalence OR penetrance) AND genetics",
    "management": "(therapy[sh] OR treatment[tw] OR treatment outcome OR investigational therapies) AND genetics",
    "genetic counseling": "(genetic counseling OR inheritance pattern) AND genetics",
    "molecular genetics": "(medical genetics OR genotype OR genetics[sh]) AND genetics",
    "genetic testing": "(DNA mutational analysis OR genetic markers OR diagnosis OR testing OR screening) AND genetics",
    "medical genetics": "(diagnosis OR phenotype OR prevalence OR therapy[sh] OR genotype OR screening) AND genetics",
}
SUBJECTS |= {
    "complementary medicine": SUBJECTS["cam"],
    "dietary supplements": SUBJECTS["dietsuppl"],
    "space life sciences": SUBJECTS["space"],
    "toxicology": SUBJECTS["tox"],
    "veterinary science": SUBJECTS["veterinary"],
}
