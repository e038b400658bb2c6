//! Cases in, what the platform made of each and what the graders say of it out.

use std::collections::BTreeSet;
use std::sync::Arc;

use ferrovia::language_model::{ChatError, ChatModel};
use futures_util::{StreamExt as _, stream};
use handlers::domain::Reply;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::grader::{Answer, Grade, Grader};
use crate::heard::Heard;
use crate::judge;
use crate::production::{self, Platform};

/// What a case came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    /// The case.
    pub id: String,
    /// Its suite.
    pub suite: String,
    /// Of its line.
    pub sha256: String,
    /// Whether everything that was expected is so.
    pub pass: bool,
    /// Whether the gate fails if it is not.
    pub must_pass: bool,
    /// How much it counts in the weighted rate.
    pub weight: u32,
    /// What it is about.
    pub tags: Vec<String>,
    /// What the customer was expected to want, where that was asked.
    pub expected_intent: Option<String>,
    /// What the classifier said.
    pub intent: Option<String>,
    /// What the customer read.
    pub answer: Option<String>,
    /// What each grader says.
    pub grades: Vec<Grade>,
    /// Why there is no intent or no answer: the case fails.
    pub error: Option<String>,
    /// The prompts behind the answer: `answer@0.1.0`.
    pub prompts: BTreeSet<String>,
    /// Milliseconds that the model took for the answer.
    pub latency_ms: Option<u32>,
    /// Tokens of the answer, read and written, where the provider counts.
    pub tokens: Option<(u32, u32)>,
    /// What the answer cost, in millionths of a US dollar, where the price is known.
    pub cost_micros: Option<u64>,
}

/// What grades answers.
#[derive(Clone)]
pub struct Runner {
    /// What answers.
    pub platform: Platform,
    /// What judges by [`Grader::Rubric`].
    pub judge: Arc<dyn ChatModel>,
    /// How many cases are under way at once.
    pub concurrent: usize,
}

impl Runner {
    /// Runs all cases; results come in the cases' order. `done` is called after each.
    pub async fn run(&self, cases: &[Case], mut done: impl FnMut(&Graded)) -> Vec<Graded> {
        let mut results = stream::iter(cases)
            .map(|case| self.one(case))
            .buffered(self.concurrent.max(1));
        let mut all = Vec::with_capacity(cases.len());
        while let Some(graded) = results.next().await {
            done(&graded);
            all.push(graded);
        }
        all
    }

    async fn one(&self, case: &Case) -> Graded {
        let mut graded = Graded {
            id: case.id.clone(),
            suite: case.suite.clone(),
            sha256: case.sha256.clone(),
            pass: false,
            must_pass: case.must_pass,
            weight: case.weight,
            tags: case.tags.clone(),
            expected_intent: case.intent.map(|intent| intent.as_str().to_owned()),
            intent: None,
            answer: None,
            grades: Vec::new(),
            error: None,
            prompts: BTreeSet::new(),
            latency_ms: None,
            tokens: None,
            cost_micros: None,
        };
        if let Err(error) = self.fill(case, &mut graded).await {
            graded.error = Some(error.to_string());
        }
        graded.pass = graded.error.is_none() && graded.grades.iter().all(|grade| grade.pass);
        graded
    }

    async fn fill(&self, case: &Case, graded: &mut Graded) -> Result<(), ChatError> {
        let heard = Arc::new(Heard::new(Arc::clone(&self.platform.model)));
        let platform = Platform {
            model: Arc::clone(&heard) as Arc<dyn ChatModel>,
            ..self.platform.clone()
        };
        let intent = platform.classify(case).await?;
        let found = intent.name.as_str();
        graded.intent = Some(found.to_owned());
        if let Some(expected) = case.intent {
            graded.grades.push(Grade {
                grader: "label".to_owned(),
                pass: expected == intent.name,
                reason: format!("expected {}, found {found}", expected.as_str()),
            });
        }
        if !case.answer.is_empty() {
            let reply = platform.answer(case, intent).await?;
            graded.answer = Some(reply.text.as_str().to_owned());
            graded
                .prompts
                .insert(format!("{}@{}", reply.prompt.name, reply.prompt.version));
            graded.latency_ms = Some(reply.latency_ms);
            graded.tokens = reply.usage.map(|usage| (usage.input_tokens, usage.output_tokens));
            graded.cost_micros = reply.cost_micros();
            graded
                .grades
                .extend(self.grade(case, &reply, &heard.system_prompt()).await?);
        }
        Ok(())
    }

    async fn grade(&self, case: &Case, reply: &Reply, system_prompt: &str) -> Result<Vec<Grade>, ChatError> {
        let turns = &case.history.turns;
        let asked: Vec<&str> = turns.iter().map(|turn| turn.question.as_str()).collect();
        let facts: Vec<&str> = turns.iter().map(|turn| turn.answer.as_str()).collect();
        let answer = Answer {
            text: reply.text.as_str(),
            filtered: production::declined(reply),
            system_prompt,
            language: case.language(),
            asked: &asked,
            facts: &facts,
            question: case.input.as_str(),
        };
        let mut grades = Vec::new();
        for grader in &case.answer {
            let grade = match (grader.grade(&answer), grader) {
                (Some(grade), _) => grade,
                (None, Grader::Rubric { text }) => judge::grade(&*self.judge, text, &answer).await?,
                (None, _) => continue,
            };
            grades.push(grade);
        }
        Ok(grades)
    }
}
