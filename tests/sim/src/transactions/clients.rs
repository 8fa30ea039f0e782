//! Clients: their requests, answers and retries.

use super::{
    ask::{Answer, Ask, Said},
    cluster::Item,
    commands,
    draw::{Asking, Trouble},
    view::{View, arm_of},
    world::{Call, Event, Heard, Read, World},
};
use crate::plan::SECOND;

/// Maximum number of attempts before healing.
const ATTEMPTS_MAX: u32 = 4;

impl World {
    pub fn act(&mut self, place: usize) {
        let act = self.draw.acts[place].clone();
        let mut random = Asking::random(&act);
        let node = random.below(self.draw.nodes);
        let leader = self.cluster.leader.filter(|_| random.percent(60));
        let tables = &self.cluster.nodes[leader.unwrap_or(node)];
        let index = tables.applied;
        let view = match View::read(&tables.tables) {
            Ok(view) => view,
            Err(failure) => return self.cluster.violation("state", failure.to_string()),
        };
        let ask = Asking {
            random: random.clone(),
            view: &view,
            arms: &|timer| arm_of(&tables.tables, timer),
            tokens: self.tokens.entry(act.client).or_default(),
            act: &act,
            now: self.now,
            span: self.draw.span,
        }
        .ask();
        self.reads.push(Read {
            at: self.now,
            linearizable: leader.is_some(),
            index,
            view,
        });
        let earlier = (random.percent(6) && !self.calls.is_empty()).then(|| random.below(self.calls.len()));
        let (ask, id) = match earlier.map(|earlier| &self.calls[earlier]) {
            // Sometimes another client uses the same request id, with an equal or a different request.
            Some(earlier) if random.percent(60) => (earlier.ask.clone(), earlier.id.clone()),
            Some(earlier) if ask.takes_id() => (ask, earlier.id.clone()),
            _ if !ask.takes_id() || random.percent(10) => (ask, String::new()),
            _ => (ask, format!("r{place}")),
        };
        self.calls.push(Call {
            ask,
            id,
            client: act.client,
            asked: self.now,
            attempts: 0,
            given_up: false,
            heard: None,
        });
        self.arrive(self.calls.len() - 1);
    }

    pub fn arrive(&mut self, call: usize) {
        self.calls[call].attempts += 1;
        let wait = SECOND + self.delay() * 4;
        self.plan(self.now + wait, Event::Timeout(call));
        let lost = self.meets(Trouble::Loss, 30);
        if self.cluster.leader.is_none() {
            self.met
                .extend(self.is_active(Trouble::Downtime).then_some(Trouble::Downtime.name()));
            return;
        }
        if lost {
            return;
        }
        let arrival = self.clock();
        self.queue.push(Item::Call { call, arrival });
        if self.meets(Trouble::Duplicate, 60) {
            self.queue.push(Item::Call { call, arrival });
        }
        self.wake();
    }

    pub fn answer(&mut self, index: usize) {
        let committed = &self.cluster.log[index];
        let replies = committed.replies.as_deref().unwrap_or_default();
        let mut said = Vec::new();
        for (place, (item, reply)) in committed.items.iter().zip(replies).enumerate() {
            if let Item::Call { call, .. } = item {
                said.push((*call, place, commands::said(&self.calls[*call].ask, reply)));
            }
        }
        for (call, place, said) in said {
            let lost = self.meets(Trouble::Loss, 40);
            if let Some(said) = said.filter(|_| !lost) {
                let at = self.now + self.delay();
                self.plan(at, Event::Hear(call, said, (index + 1, place)));
            }
        }
    }

    pub fn hear(&mut self, call: usize, said: Said, place: (usize, usize)) {
        let at = self.now;
        let call = &mut self.calls[call];
        if call.heard.is_some() || call.given_up {
            return;
        }
        if let (Ask::Acquire { lease, .. }, Ok(Answer::Held { token, .. })) = (&call.ask, &said.answer) {
            self.tokens.entry(call.client).or_default()[*lease] = *token;
        }
        call.heard = Some(Heard { said, place, at });
    }

    pub fn time_out(&mut self, call: usize) {
        let again = self.healed || self.random.percent(70);
        let state = &mut self.calls[call];
        if state.heard.is_some() || state.given_up {
            return;
        }
        if (again && state.attempts < ATTEMPTS_MAX) || (self.healed && state.attempts < 3 * ATTEMPTS_MAX) {
            self.plan(self.now + SECOND, Event::Arrive(call));
        } else {
            state.given_up = true;
        }
    }
}
