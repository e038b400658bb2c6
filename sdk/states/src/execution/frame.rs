//! Threads of control: one for the execution, one for each branch and iteration in progress.

use super::fork::Fork;
use super::map_run::Run;
use super::task::Running;
use crate::history::Fault;
use crate::machine::StateIndex;
use crate::value::Value;
use std::rc::Rc;

/// One thread of control: where it is, and what it knows.
pub(super) struct Frame {
    /// The fork it belongs to, and which of its branches it is.
    pub(super) parent: Option<(usize, usize)>,
    pub(super) state: StateIndex,
    /// The input of `state`.
    pub(super) input: Value,
    pub(super) activity: Activity,
    pub(super) variables: Vec<Variable>,
    /// Of a map's iteration: its index and its item.
    pub(super) item: Option<(usize, Value)>,
    pub(super) entered_at: i64,
    /// The event with which `state` was entered.
    pub(super) entered: u64,
    /// The event before that.
    pub(super) before: u64,
    /// The latest event of this thread.
    pub(super) latest: u64,
    /// Retries made in `state`, for each of its retriers; empty as long as there was none.
    pub(super) attempts: Vec<u32>,
}

/// A workflow variable.
pub(super) struct Variable {
    pub(super) name: Rc<str>,
    pub(super) value: Value,
    /// Bytes of its JSON.
    pub(super) length: usize,
}

/// What a frame is about.
pub(super) enum Activity {
    /// To enter its state.
    Enter,
    /// To do what its state does, for the first time or again.
    Attempt,
    /// To let time go by, as a `Wait` does.
    Wait,
    /// To let time go by before it tries again.
    Backoff,
    /// To have something done outside.
    Task(Box<Running>),
    /// To take up the answer from outside.
    Answered(Box<Running>, Result<Value, Fault>),
    /// To wait for its branches.
    Fork(Box<Fork>),
    /// To wait for the executions of its map run.
    Run(Box<Run>),
    /// Nothing: it is being worked on, or it has failed.
    Nothing,
}

impl Frame {
    pub(super) fn new(state: StateIndex, input: Value, parent: Option<(usize, usize)>, latest: u64) -> Self {
        Self {
            parent,
            state,
            input,
            activity: Activity::Enter,
            variables: Vec::new(),
            item: None,
            entered_at: 0,
            entered: 0,
            before: 0,
            latest,
            attempts: Vec::new(),
        }
    }
}

/// A frame as it was at one moment: what was started for it then is out of date once it has moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) index: u32,
    pub(super) generation: u32,
}

impl Key {
    pub(super) fn at(self) -> usize {
        self.index as usize
    }

    pub(super) fn to_bits(self) -> u64 {
        u64::from(self.index) << 32 | u64::from(self.generation)
    }

    pub(super) fn from_bits(bits: u64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "the halves are taken apart")]
        Self {
            index: (bits >> 32) as u32,
            generation: bits as u32,
        }
    }
}

struct Slot {
    generation: u32,
    frame: Option<Frame>,
}

/// All frames by number; numbers are used again.
#[derive(Default)]
pub(super) struct Frames {
    slots: Vec<Slot>,
    free: Vec<usize>,
}

impl Frames {
    pub(super) fn add(&mut self, frame: Frame) -> usize {
        if let Some(index) = self.free.pop() {
            self.slots[index].frame = Some(frame);
            return index;
        }
        self.slots.push(Slot {
            generation: 0,
            frame: Some(frame),
        });
        self.slots.len() - 1
    }

    pub(super) fn remove(&mut self, index: usize) -> Option<Frame> {
        let slot = self.slots.get_mut(index)?;
        let frame = slot.frame.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(index);
        Some(frame)
    }

    pub(super) fn get(&self, index: usize) -> Option<&Frame> {
        self.slots.get(index)?.frame.as_ref()
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Frame> {
        self.slots.get_mut(index)?.frame.as_mut()
    }

    /// The frame's number, if it has not moved on since.
    pub(super) fn current(&self, key: Key) -> Option<usize> {
        let slot = self.slots.get(key.at())?;
        (slot.generation == key.generation && slot.frame.is_some()).then_some(key.at())
    }

    pub(super) fn key(&self, index: usize) -> Key {
        let generation = self.slots.get(index).map_or(0, |slot| slot.generation);
        Key {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            generation,
        }
    }

    /// Puts everything that was started for the frame out of date.
    pub(super) fn renew(&mut self, index: usize) -> Key {
        if let Some(slot) = self.slots.get_mut(index) {
            slot.generation = slot.generation.wrapping_add(1);
        }
        self.key(index)
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        self.slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| slot.frame.is_some())
            .map(|(index, _)| index)
    }

    pub(super) fn children(&self, parent: usize) -> Vec<usize> {
        let of = |index: &usize| {
            self.get(*index)
                .and_then(|frame| frame.parent)
                .map(|(parent, _)| parent)
        };
        let mut children: Vec<_> = self.indices().filter(|index| of(index) == Some(parent)).collect();
        children.sort_by_key(|index| {
            self.get(*index)
                .and_then(|frame| frame.parent)
                .map(|(_, branch)| branch)
        });
        children
    }
}
