//! What of a form an indicator is read from: one value an answer, which is a scale's score, the answer to one question,
//! or some questions of the same answer held together.

use crate::domain::instrument::{Answers, Instrument, Item};

/// What of a form is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The score of a scale.
    Scale(String),
    /// The answer to a question.
    Question(String),
    /// The lowest answer to some questions: it is at least so high where each of them is. One that was rightly not
    /// asked is left out; one that was asked and not answered leaves no value.
    Lowest(Vec<String>),
    /// The answer to the first question less the answer to the second.
    Difference([String; 2]),
}

impl Part {
    /// How it is written in a table, where a scale's name would stand: `total`, `lowest of plan, plan-helps`,
    /// `near-1 less enough-1`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Scale(name) | Self::Question(name) => name.clone(),
            Self::Lowest(questions) => format!("lowest of {}", questions.join(", ")),
            Self::Difference([one, other]) => format!("{one} less {other}"),
        }
    }

    /// The questions it is made of; none of a scale, whose rule is the form's.
    #[must_use]
    pub fn questions(&self) -> &[String] {
        match self {
            Self::Scale(_) => &[],
            Self::Question(question) => std::slice::from_ref(question),
            Self::Lowest(questions) => questions,
            Self::Difference(questions) => questions,
        }
    }

    /// Its value in one answer to the form; `None` where what it needs was not answered, and of a scale, whose scores
    /// are made when an answer comes in.
    #[must_use]
    pub fn of(&self, instrument: &Instrument, answers: &Answers) -> Option<f64> {
        match self {
            Self::Scale(_) => None,
            Self::Question(question) => answers.value(question),
            Self::Lowest(questions) => {
                let applies = |question: &&String| {
                    let item = instrument.item(question);
                    item.and_then(|item| instrument.asks(item, answers)) != Some(false)
                };
                let values = questions.iter().filter(applies).map(|question| answers.value(question));
                values.collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::min)
            }
            Self::Difference([one, other]) => Some(answers.value(one)? - answers.value(other)?),
        }
    }

    /// The lowest and highest value it can have.
    ///
    /// # Errors
    /// A sentence that says what the form lacks.
    pub fn bounds(&self, instrument: &Instrument) -> Result<(f64, f64), String> {
        let item = |question: &String| {
            let bounds = instrument.item(question).and_then(Item::bounds);
            bounds.ok_or_else(|| format!("{} has no question \"{question}\" with values", instrument.id))
        };
        match self {
            Self::Scale(name) => {
                let scale = instrument.scale(name);
                scale.map(|scale| scale.range).ok_or_else(|| format!("{} has no scale \"{name}\"", instrument.id))
            }
            Self::Question(question) => item(question),
            Self::Lowest(questions) => {
                let lowest = |one: (f64, f64), other: (f64, f64)| (one.0.min(other.0), one.1.min(other.1));
                let bounds = questions.iter().map(item).collect::<Result<Vec<_>, _>>()?;
                bounds.into_iter().reduce(lowest).ok_or_else(|| "it names no question".to_owned())
            }
            Self::Difference([one, other]) => {
                let (one, other) = (item(one)?, item(other)?);
                Ok((one.0 - other.1, one.1 - other.0))
            }
        }
    }
}
