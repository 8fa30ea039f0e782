//! Reads messages of `minoots.options.v1` dynamically, because no Rust types exist for them.

use anyhow::{Context, Result};
use protox::prost_reflect::{DynamicMessage, ReflectMessage as _, Value};

/// The value of a field, or its default.
pub fn field(message: &DynamicMessage, name: &str) -> Result<Value> {
    let value = message.get_field_by_name(name);
    Ok(value.with_context(|| format!("there is no {name}"))?.into_owned())
}

/// Whether a message, or a member of a oneof, is set.
pub fn is_given(message: &DynamicMessage, name: &str) -> bool {
    message.has_field_by_name(name)
}

/// A boolean field.
pub fn truth(message: &DynamicMessage, name: &str) -> Result<bool> {
    field(message, name)?
        .as_bool()
        .with_context(|| format!("{name} is no truth value"))
}

/// A message field.
pub fn message_field(message: &DynamicMessage, name: &str) -> Result<DynamicMessage> {
    let value = field(message, name)?;
    value
        .as_message()
        .cloned()
        .with_context(|| format!("{name} is no message"))
}

/// The name of the enum value in a field, unless it is unspecified.
pub fn enum_name(message: &DynamicMessage, name: &str) -> Result<Option<String>> {
    let number = field(message, name)?.as_enum_number();
    let number = number.with_context(|| format!("{name} is no enum"))?;
    let descriptor = message.descriptor().get_field_by_name(name);
    let kind = descriptor.with_context(|| format!("there is no {name}"))?.kind();
    let values = kind.as_enum().with_context(|| format!("{name} is no enum"))?;
    let value = values
        .get_value(number)
        .with_context(|| format!("{name}: no value {number}"))?;
    Ok((number != 0).then(|| value.name().to_owned()))
}
