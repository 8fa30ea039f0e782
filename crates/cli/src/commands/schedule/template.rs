//! What each occurrence makes, as it is written on the command line.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::schedule::v1::TimerTemplate;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{NoTarget, RetryPolicy, Target};

use crate::delivery_arguments::DeliveryArguments;
use crate::value::{self, Label, Span};

/// The timer of each occurrence.
#[derive(Args, Debug)]
pub struct TemplateArguments {
    /// The name of its timers [default: the schedule's id]
    #[arg(long)]
    name: Option<String>,
    /// The queue its timers fire into [default: default]
    #[arg(long)]
    queue: Option<String>,
    /// The webhook endpoint that they are posted to, instead of a queue
    #[arg(long, value_name = "ID", conflicts_with = "queue")]
    webhook: Option<String>,
    /// They fire into the event log alone
    #[arg(long, conflicts_with_all = ["queue", "webhook"])]
    no_target: bool,
    /// What consumers receive: text, @FILE, or @- for standard input
    #[arg(long, value_name = "TEXT|@FILE")]
    payload: Option<String>,
    /// Media type of the payload [default: text/plain for text, application/octet-stream for a file]
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// A label; may be repeated with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// How long a consumer may take to acknowledge [default: its queue's]
    #[arg(long, value_name = "DURATION")]
    ack_deadline: Option<Span>,
    /// Failed deliveries before a timer fails [default: its queue's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,
    #[command(flatten)]
    delivery: DeliveryArguments,
}

impl TemplateArguments {
    /// As the protobuf type; `None` if nothing was given.
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
}
