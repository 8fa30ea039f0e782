//! Leases: granted only while unheld, each time with a larger token. No other token is valid.

use super::{
    super::ask::{Answer, Why, holder_name},
    Model, larger,
};

#[derive(Clone)]
pub struct Grant {
    pub holder: String,
    pub token: u64,
    ttl: i64,
    /// The first instant of log time at which the lease is not held.
    pub until: i64,
}

impl Grant {
    fn told(&self) -> Answer {
        Answer::Held {
            holder: self.holder.clone(),
            token: self.token,
            until: self.until,
        }
    }
}

impl Model {
    pub fn held(&self, lease: usize) -> Option<&Grant> {
        self.leases.get(&lease).filter(|grant| grant.until > self.time)
    }

    /// The grant, if this is the current holder's token.
    pub(super) fn holding(&self, lease: usize, token: u64) -> Result<Grant, Why> {
        match self.held(lease) {
            None => Err(Why::LeaseOver),
            Some(grant) if grant.token != token => Err(Why::LeaseStale),
            Some(grant) => Ok(grant.clone()),
        }
    }

    pub(super) fn acquire(
        &mut self,
        lease: usize,
        holder: usize,
        ttl: i64,
        told: Option<&Answer>,
    ) -> Result<Answer, Why> {
        if let Some(grant) = self.held(lease) {
            let after = grant.until - self.time;
            return Err(Why::Taken { after });
        }
        let before = self.tokens.get(&lease).copied().unwrap_or_default();
        let token = match told {
            Some(Answer::Held { token, .. }) => larger(*token, before),
            _ => before + 1,
        };
        let grant = Grant {
            holder: holder_name(holder),
            token,
            ttl,
            until: self.time + ttl,
        };
        let told = grant.told();
        self.tokens.insert(lease, token);
        self.leases.insert(lease, grant);
        Ok(told)
    }

    pub(super) fn renew(&mut self, lease: usize, token: u64, ttl: i64) -> Result<Answer, Why> {
        let mut grant = self.holding(lease, token)?;
        let ttl = if ttl == 0 { grant.ttl } else { ttl };
        grant.until = self.time + ttl;
        let told = grant.told();
        self.leases.insert(lease, grant);
        Ok(told)
    }

    /// The release of an expired lease succeeds.
    pub(super) fn release(&mut self, lease: usize, token: u64) -> Result<Answer, Why> {
        match self.holding(lease, token) {
            Ok(_) => {
                self.leases.remove(&lease);
            }
            Err(Why::LeaseOver) => {}
            Err(why) => return Err(why),
        }
        Ok(Answer::Done)
    }
}
