//! The template of a schedule's timers in its command-line form.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::schedule::v1::{Schedule, TimerTemplate};
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{NoTarget, RetryPolicy, Target};

use crate::delivery_arguments::DeliveryArguments;
use crate::value::{self, Label, Span};

/// The timer of each occurrence.
#[derive(Args, Debug)]
pub struct TemplateArguments {
    /// Name of the timers [default: the schedule's id]
    #[arg(long)]
    name: Option<String>,
    /// Queue of the timers [default: default]
    #[arg(long)]
    queue: Option<String>,
    /// Webhook endpoint of the timers, instead of a queue
    #[arg(long, value_name = "ID", conflicts_with = "queue")]
    webhook: Option<String>,
    /// Record firings in the event log only, without a delivery
    #[arg(long, conflicts_with_all = ["queue", "webhook"])]
    no_target: bool,
    /// Payload of the timers: text, @FILE, or @- for standard input
    #[arg(long, value_name = "TEXT|@FILE")]
    payload: Option<String>,
    /// Media type of the payload [default: text/plain for text, application/octet-stream for a file]
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// Label of the timers; repeatable with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// Time to acknowledge a delivery, 1s to 12h [default: that of the queue]
    #[arg(long, value_name = "DURATION")]
    ack_deadline: Option<Span>,
    /// Number of failed deliveries before a timer fails [default: that of the queue]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,
    #[command(flatten)]
    delivery: DeliveryArguments,
}

impl TemplateArguments {
    /// Returns the schedule's template with the given options in place of its own; `None` if none is given.
    ///
    /// # Errors
    /// An option is not valid, or the unchanged payload belongs to a shredded payload key.
    pub fn over(self, schedule: Schedule) -> Result<Option<TimerTemplate>, Failure> {
        let (has_payload, has_type) = (self.payload.is_some(), self.content_type.is_some());
        let Some(given) = self.into_proto()? else {
            return Ok(None);
        };
        if schedule.payload_shredded && !has_payload {
            let what = "timer.payload: its payload key was shredded, so that it cannot stay (PAYLOAD_SHREDDED)";
            return Err(
                Failure::failed(what).hint("give --payload as well, or all that its timers have with --replace")
            );
        }
        let mut template = schedule.timer.unwrap_or_default();
        if !given.name.is_empty() {
            template.name = given.name;
        }
        match (given.payload, &mut template.payload) {
            (Some(new), Some(old)) if !has_payload => old.content_type = new.content_type,
            (Some(new), Some(old)) if !has_type && !old.content_type.is_empty() => old.data = new.data,
            (Some(new), old) => *old = Some(new),
            (None, _) => {}
        }
        if !given.labels.is_empty() {
            template.labels = given.labels;
        }
        if let Some(policy) = given.retry_policy {
            let max_attempts = policy.max_attempts;
            template.retry_policy = Some(RetryPolicy {
                max_attempts,
                ..template.retry_policy.unwrap_or_default()
            });
        }
        template.target = given.target.or(template.target);
        template.ack_deadline = given.ack_deadline.or(template.ack_deadline);
        if given.priority != 0 {
            template.priority = given.priority;
        }
        if !given.concurrency_key.is_empty() {
            template.concurrency_key = given.concurrency_key;
        }
        if !given.actions.is_empty() {
            template.actions = given.actions;
        }
        Ok(Some(template))
    }

    /// Returns true if no option is given.
    pub fn is_empty(&self) -> bool {
        let Self {
            name,
            queue,
            webhook,
            no_target,
            payload,
            content_type,
            labels,
            ack_deadline,
            max_attempts,
            delivery,
        } = self;
        let texts = [name, queue, webhook, payload, content_type];
        texts.iter().all(|text| text.is_none())
            && !no_target
            && labels.is_empty()
            && ack_deadline.is_none()
            && max_attempts.is_none()
            && delivery.is_empty()
    }

    /// Converts the template into its protobuf form; `None` if nothing is given.
    pub fn into_proto(self) -> Result<Option<TimerTemplate>, Failure> {
        let target = match (self.queue, self.webhook) {
            (_, Some(webhook)) => Some(TargetKind::Webhook(webhook)),
            (Some(queue), None) => Some(TargetKind::Queue(queue)),
            (None, None) => self.no_target.then_some(TargetKind::None(NoTarget {})),
        };
        let template = TimerTemplate {
            name: self.name.unwrap_or_default(),
            payload: value::payload(self.payload, self.content_type)?,
            labels: value::labels(self.labels)?,
            target: target.map(|target| Target { target: Some(target) }),
            retry_policy: self.max_attempts.map(|max_attempts| RetryPolicy {
                max_attempts,
                ..RetryPolicy::default()
            }),
            ack_deadline: self.ack_deadline.map(Span::to_proto),
            priority: self.delivery.priority(),
            concurrency_key: self.delivery.concurrency_key(),
            actions: self.delivery.actions,
        };
        Ok((template != TimerTemplate::default()).then_some(template))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::Parser;

    use super::*;
    use crate::parity::{fields, said};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        template: TemplateArguments,
    }

    #[test]
    fn every_field_of_a_template_has_a_flag() {
        let flags = "template --name x --queue q --payload hello --label a=b --ack-deadline 9s --max-attempts 3 --priority now \
                     --action webhook:people --concurrency-key k";
        let line = Line::try_parse_from(flags.split(' ')).unwrap_or_else(|error| panic!("{error}"));
        let template = line.template.into_proto().unwrap().unwrap();
        assert_eq!(said(&template), fields("minoots.schedule.v1", "TimerTemplate"));
    }

    fn parsed(flags: &str) -> TemplateArguments {
        let words = std::iter::once("template").chain(flags.split_whitespace());
        let line = Line::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
        line.template
    }

    const ALL: &str = "--name x --queue q --payload hello --label a=b --ack-deadline 9s --max-attempts 3 --priority now \
                       --action webhook:people --concurrency-key k";

    #[test]
    fn given_options_replace_their_own_parts_alone() {
        let standing = parsed(ALL).into_proto().unwrap().unwrap();
        let schedule = || Schedule {
            timer: Some(standing.clone()),
            ..Schedule::default()
        };
        assert_eq!(parsed("").over(schedule()).unwrap(), None);
        assert_eq!(parsed(ALL).over(schedule()).unwrap().as_ref(), Some(&standing));
        for flags in [
            "--name other",
            "--queue other",
            "--webhook hook",
            "--no-target",
            "--payload other",
            "--content-type a/b",
            "--label c=d",
            "--ack-deadline 5s",
            "--max-attempts 9",
            "--priority future",
            "--action queue:other",
            "--concurrency-key other",
        ] {
            let changed = parsed(flags).over(schedule()).unwrap().unwrap();
            let differs = [
                changed.name != standing.name,
                changed.target != standing.target,
                changed.payload != standing.payload,
                changed.labels != standing.labels,
                changed.ack_deadline != standing.ack_deadline,
                changed.retry_policy != standing.retry_policy,
                changed.priority != standing.priority,
                changed.actions != standing.actions,
                changed.concurrency_key != standing.concurrency_key,
            ];
            assert_eq!(
                differs.iter().filter(|differs| **differs).count(),
                1,
                "{flags}: {changed:?}"
            );
        }
        let retyped = parsed("--content-type a/b")
            .over(schedule())
            .unwrap()
            .unwrap()
            .payload
            .unwrap();
        assert_eq!(
            (retyped.content_type.as_str(), retyped.data.as_ref()),
            ("a/b", &b"hello"[..])
        );
        let mut typed = schedule();
        let payload = typed.timer.as_mut().and_then(|timer| timer.payload.as_mut());
        payload.unwrap().content_type = "application/json".to_owned();
        let payload = parsed("--payload {}").over(typed).unwrap().unwrap().payload.unwrap();
        assert_eq!(
            (payload.content_type.as_str(), payload.data.as_ref()),
            ("application/json", &b"{}"[..])
        );
    }

    #[test]
    fn shredded_payload_has_to_be_given_anew() {
        let shredded = || Schedule {
            payload_shredded: true,
            ..Schedule::default()
        };
        assert!(parsed("--priority now").over(shredded()).is_err());
        assert!(parsed("--content-type a/b").over(shredded()).is_err());
        assert!(parsed("--priority now --payload a").over(shredded()).is_ok());
    }

    #[test]
    fn every_option_counts_as_given() {
        assert!(parsed("").is_empty());
        for flags in [
            "--no-target",
            "--webhook w",
            "--content-type a/b",
            "--payload a",
            "--priority now",
            "--label a=b",
        ] {
            assert!(!parsed(flags).is_empty(), "{flags}");
        }
    }
}
