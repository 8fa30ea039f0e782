//! `minoots workflow fail`.

use clap::{Args, ValueEnum};
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{self as proto, Execution, ReportFailureRequest};

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots workflow fail`.
#[derive(Args, Debug)]
pub struct Fail {
    /// Execution's id
    id: String,
    /// Fence of the attempt, from its message [default: the current attempt]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Class of the failure, which decides about another attempt
    #[arg(long, value_enum, default_value_t = Class::Transient)]
    class: Class,
    /// Type of the failure
    #[arg(long = "type", value_enum, default_value_t = Type::Other)]
    kind: Type,
    /// Fingerprint of the failure: equal for equal failures. The same one twice in a row is not retried
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    signature: String,
    /// Explanation for people, at most 4096 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    message: String,
    /// Number of tokens that the attempt used [default: 0]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    tokens: u64,
    /// Money that the attempt used, in millionths of a unit [default: 0]
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

/// Reports the failure.
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
    Ok(client.call(&request).await?.execution)
}
