//! Random sites of personas, problems, solutions, studies, insights and decisions in all states of evidence, whose
//! studies can be split into several files.

use super::site::Random;

/// A study, as its file says it.
#[derive(Clone)]
pub struct StudyFile {
    pub id: String,
    front: String,
    participants: Option<usize>,
}

pub struct EvidenceSite {
    pub studies: Vec<StudyFile>,
    /// An insight and the ids of the studies that it cites.
    insights: Vec<(String, String, Vec<String>)>,
    others: Vec<(String, String)>,
}

const METHODS: [&str; 8] = [
    "interview",
    "survey",
    "observation",
    "desk",
    "workshop",
    "usability-test",
    "pilot",
    "concept-test",
];
const VERDICTS: [&str; 7] = [
    "supported",
    "supported",
    "supported",
    "mixed",
    "refuted",
    "refuted",
    "inconclusive",
];

impl EvidenceSite {
    pub fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let (personas, problems, solutions) =
            (1 + random.below(4), 1 + random.below(6), random.below(5));
        let mut others = vec![("casebook.yaml".to_owned(), "title: Ours\n".to_owned())];
        for i in 0..personas {
            others.push((
                format!("content/personas/persona-{i}.md"),
                format!("---\nname: Persona {i}\nrole: Clerk\ngoals: [Peace]\n---\n"),
            ));
        }
        for i in 0..problems {
            let mut text = format!("---\ntitle: Problem {i}\nneed: know {i}\nso_that: it ends\n");
            let status = ["exploring", "validated", "solved", "parked"];
            text += &format!("status: {}\n", random.pick(&status));
            if random.below(3) > 0 {
                text += &format!("personas: [{}]\n", names(&mut random, "persona", personas));
            }
            match random.below(4) {
                0 => {}
                1 => text += "severity: critical\n",
                2 => text += &format!("opportunity: {}\n", random.below(20)),
                _ => {
                    let (a, b) = (random.below(11), random.below(11));
                    text += &format!("importance: {a}\nsatisfaction: {b}\n");
                }
            }
            others.push((
                format!("content/problems/problem-{i}.md"),
                text + "---\nBody.\n",
            ));
        }
        for i in 0..solutions {
            let status = *random.pick(&["idea", "planned", "building", "shipped", "retired"]);
            others.push((
                format!("content/solutions/solution-{i}.md"),
                format!(
                    "---\ntitle: Solution {i}\nstatus: {status}\nproblems: [{}]\n---\n",
                    names(&mut random, "problem", problems)
                ),
            ));
        }
        let studies: Vec<StudyFile> = (0..random.below(12))
            .map(|i| study(&mut random, i, personas, problems, solutions))
            .collect();
        let mut insights = Vec::new();
        for i in 0..random.below(4) {
            if studies.is_empty() {
                break;
            }
            let cited = vec![random.pick(&studies).id.clone()];
            let stance = *random.pick(&["supports", "contradicts", "neutral"]);
            let mut front = format!(
                "title: Insight {i}\nstance: {stance}\nproblems: [problem-{}]\n",
                random.below(problems)
            );
            if random.below(2) == 0 {
                front += &format!("personas: [persona-{}]\n", random.below(personas));
            }
            insights.push((format!("insight-{i}"), front, cited));
        }
        for i in 0..random.below(4) {
            let mut text = format!(
                "---\ntitle: Decision {i}\ndate: 2026-0{}-11\noutcome: build\nbecause: it was time\n",
                1 + random.below(6)
            );
            let about = match (solutions, random.below(2)) {
                (0, _) | (_, 0) => format!("problems: [problem-{}]\n", random.below(problems)),
                _ => format!("solutions: [solution-{}]\n", random.below(solutions)),
            };
            text += &about;
            others.push((format!("content/decisions/decision-{i}.md"), text + "---\n"));
        }
        EvidenceSite {
            studies,
            insights,
            others,
        }
    }

    /// The same with a study in two files that share its people; `None` if it has fewer than two.
    pub fn split(&self, study: usize, part: usize) -> Option<Self> {
        let whole = self.studies[study].participants.filter(|n| *n > 1)?;
        let part = 1 + part % (whole - 1);
        let mut studies = self.studies.clone();
        let mut other = studies[study].clone();
        other.id += "-b";
        other.participants = Some(part);
        studies[study].participants = Some(whole - part);
        let (id, other_id) = (studies[study].id.clone(), other.id.clone());
        studies.push(other);
        let mut insights = self.insights.clone();
        for (.., cited) in &mut insights {
            if cited.contains(&id) {
                cited.push(other_id.clone());
            }
        }
        Some(EvidenceSite {
            studies,
            insights,
            others: self.others.clone(),
        })
    }

    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = self.others.clone();
        for study in &self.studies {
            let people = match study.participants {
                Some(n) => format!("participants: {n}\n"),
                None => String::new(),
            };
            files.push((
                format!("content/validations/{}.md", study.id),
                format!("---\n{}{people}---\n", study.front),
            ));
        }
        for (id, front, cited) in &self.insights {
            files.push((
                format!("content/insights/{id}.md"),
                format!("---\n{front}validations: [{}]\n---\n", cited.join(", ")),
            ));
        }
        files
    }
}

/// Some of `persona-0`, `persona-1` …, at least one.
fn names(random: &mut Random, kind: &str, count: usize) -> String {
    let first = random.below(count);
    let mut names = vec![format!("{kind}-{first}")];
    if random.below(3) == 0 && count > 1 {
        names.push(format!("{kind}-{}", (first + 1) % count));
    }
    names.join(", ")
}

fn study(
    random: &mut Random,
    i: usize,
    personas: usize,
    problems: usize,
    solutions: usize,
) -> StudyFile {
    let method = *random.pick(&METHODS);
    let mut front = format!("title: Study {i}\nmethod: {method}\ncriterion: half of them\n");
    if random.below(8) > 0 {
        let (year, month) = (2021 + random.below(6), 1 + random.below(6));
        front += &format!("date: {year}-0{month}-15\n");
    }
    if random.below(10) == 0 {
        front += "status: planned\n";
    }
    if random.below(2) == 0 {
        front += &format!("personas: [{}]\n", names(random, "persona", personas));
    }
    let verdict = *random.pick(&VERDICTS);
    match random.below(5) {
        0 | 1 => {
            front += &format!(
                "problems: [{}]\nverdict: {verdict}\n",
                names(random, "problem", problems)
            );
        }
        2 if solutions > 0 => {
            front += &format!(
                "solutions: [solution-{}]\nverdict: {verdict}\n",
                random.below(solutions)
            );
        }
        3 => {
            let problem = random.below(problems);
            let solution = match solutions {
                0 => String::new(),
                n => format!(", solution: solution-{}", random.below(n)),
            };
            front += &format!(
                "results:\n- {{problem: problem-{problem}, verdict: {verdict}}}\n- {{problem: problem-{}{solution}, verdict: {}}}\n",
                random.below(problems),
                random.pick(&VERDICTS)
            );
        }
        _ => {
            let about = *random.pick(&["problem", "solution"]);
            front += &format!(
                "problems: [problem-{}]\nabout: {about}\n",
                random.below(problems)
            );
        }
    }
    let participants = [
        None,
        Some(1),
        Some(2),
        Some(4),
        Some(9),
        Some(20),
        Some(130),
    ];
    StudyFile {
        id: format!("study-{i}"),
        front,
        participants: *random.pick(&participants),
    }
}
