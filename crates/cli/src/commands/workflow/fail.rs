//! `minoots workflow fail`.

use clap::{Args, ValueEnum};
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{self as proto, Execution, ReportFailureRequest};

use super::call;
use crate::client_arguments::ClientArguments;

/// A failure.
#[derive(Args, Debug)]
pub struct Fail {
    /// The execution's id
    id: String,
    /// Which attempt, as its message says [default: the one at work]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Whether another attempt can help
    #[arg(long, value_enum, default_value_t = Class::Transient)]
    class: Class,
    /// What kind of failure it is
    #[arg(long = "type", value_enum, default_value_t = Type::Other)]
    kind: Type,
    /// The same for the same failure: the same one twice in a row is not tried again
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    signature: String,
    /// For people
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    message: String,
    /// Tokens that the attempt used
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    tokens: u64,
    /// Money that the attempt used, in millionths
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    money_micros: u64,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Class {
    Transient,
    Permanent,
    Indeterminate,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Type {
    Hallucination,
    ToolError,
    LogicError,
    Timeout,
    Other,
}

/// Reports it.
pub async fn run(arguments: Fail, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let class = match arguments.class {
        Class::Transient => proto::FailureClass::Transient,
        Class::Permanent => proto::FailureClass::Permanent,
        Class::Indeterminate => proto::FailureClass::Indeterminate,
    };
    let kind = match arguments.kind {
        Type::Hallucination => proto::FailureType::Hallucination,
        Type::ToolError => proto::FailureType::ToolError,
        Type::LogicError => proto::FailureType::LogicError,
        Type::Timeout => proto::FailureType::Timeout,
        Type::Other => proto::FailureType::Other,
    };
    let request = ReportFailureRequest {
        id: arguments.id,
        fence: arguments.fence,
        failure: Some(proto::Failure {
            class: class.into(),
            r#type: kind.into(),
            signature: arguments.signature,
            message: arguments.message,
        }),
        tokens: arguments.tokens,
        money_micros: arguments.money_micros,
    };
    Ok(call!(client, report_failure, request)?.execution)
}
