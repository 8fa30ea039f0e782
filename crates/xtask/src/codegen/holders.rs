//! The messages of a package that hold a marked field, themselves or in messages within.

use std::collections::{BTreeMap, BTreeSet};

use protox::prost_reflect::{DescriptorPool, FieldDescriptor, MessageDescriptor};

/// The names of the messages.
pub struct Holders(BTreeSet<String>);

impl Holders {
    /// Finds the messages with a field that `is_marked`.
    pub fn of(pool: &DescriptorPool, package: &str, is_marked: impl Fn(&FieldDescriptor) -> bool) -> Self {
        let mut holders = Self(BTreeSet::new());
        // Messages hold messages: one more round finds those that hold what the last one found.
        loop {
            let found: BTreeSet<String> = pool
                .all_messages()
                .filter(|message| message.package_name() == package)
                .filter(|message| {
                    message
                        .fields()
                        .any(|field| is_marked(&field) || holders.is_within(&field))
                })
                .map(|message| message.full_name().to_owned())
                .collect();
            if found == holders.0 {
                return holders;
            }
            holders.0 = found;
        }
    }

    /// Whether a message holds a marked field.
    pub fn has(&self, message: &MessageDescriptor) -> bool {
        self.0.contains(message.full_name())
    }

    /// Whether a field is a message that holds a marked field.
    pub fn is_within(&self, field: &FieldDescriptor) -> bool {
        field.kind().as_message().is_some_and(|message| self.has(message))
    }

    /// The holders within a message, by name, without the message itself.
    pub fn reached_from(&self, message: &MessageDescriptor) -> BTreeMap<String, MessageDescriptor> {
        let mut reached = BTreeMap::new();
        self.reach(message, &mut reached);
        reached.remove(message.full_name());
        reached
    }

    fn reach(&self, message: &MessageDescriptor, reached: &mut BTreeMap<String, MessageDescriptor>) {
        if !self.has(message) || reached.contains_key(message.full_name()) {
            return;
        }
        reached.insert(message.full_name().to_owned(), message.clone());
        for field in message.fields() {
            if let Some(inner) = field.kind().as_message() {
                self.reach(inner, reached);
            }
        }
    }
}
