//! The fields of requests by their descriptors: the types of a query's texts, and the nulls that mean an unset field.

use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet, field_descriptor_proto as field,
};
use serde_json::{Map, Value};
use std::collections::HashMap;

mod rules;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// Messages by full name, and the requests of methods by path.
#[derive(Debug)]
pub(super) struct Fields {
    messages: HashMap<String, DescriptorProto>,
    /// The names of the values of enums.
    enums: HashMap<String, Vec<String>>,
    requests: HashMap<String, String>,
}

/// The type of a field's value.
enum Kind<'a> {
    /// A map from text to text.
    Map,
    /// A message whose JSON is an object.
    Message(&'a str),
    Bool,
    /// A duration or an instant: a text, or a number of milliseconds.
    Time,
    /// Any type that JSON may represent as a text.
    Text,
}

impl Fields {
    /// Builds the table from the API's descriptors. A set that does not decode has no messages.
    pub fn of(descriptors: &[u8]) -> Fields {
        let set = FileDescriptorSet::decode(descriptors).unwrap_or_default();
        let mut fields = Fields {
            messages: HashMap::new(),
            enums: HashMap::new(),
            requests: HashMap::new(),
        };
        for file in set.file {
            for service in &file.service {
                for method in &service.method {
                    let path = format!("{}.{}/{}", file.package(), service.name(), method.name());
                    fields.requests.insert(path, bare(method.input_type()).to_owned());
                }
            }
            let package = file.package().to_owned();
            fields.add_enums(&package, &file.enum_type);
            fields.add(&package, file.message_type);
        }
        fields
    }

    fn add(&mut self, scope: &str, messages: Vec<DescriptorProto>) {
        for mut message in messages {
            let name = format!("{scope}.{}", message.name());
            self.add_enums(&name, &message.enum_type);
            self.add(&name, std::mem::take(&mut message.nested_type));
            self.messages.insert(name, message);
        }
    }

    fn add_enums(&mut self, scope: &str, enums: &[EnumDescriptorProto]) {
        for of in enums {
            let names = of.value.iter().map(|value| value.name().to_owned()).collect();
            self.enums.insert(format!("{scope}.{}", of.name()), names);
        }
    }

    /// The full name of a method's request.
    pub fn request(&self, rpc: &str) -> &str {
        self.requests.get(rpc).map_or("", String::as_str)
    }

    /// A field by its JSON name or its proto name.
    fn field(&self, message: &str, name: &str) -> Option<&FieldDescriptorProto> {
        let fields = &self.messages.get(message)?.field;
        fields
            .iter()
            .find(|field| field.json_name() == name || field.name() == name)
    }

    /// Whether a message has a field of this JSON name.
    pub fn has(&self, message: &str, name: &str) -> bool {
        self.field(message, name).is_some()
    }

    fn kind<'a>(&self, field: &'a FieldDescriptorProto) -> Kind<'a> {
        match field.r#type() {
            field::Type::Bool => Kind::Bool,
            field::Type::Message => match bare(field.type_name()) {
                rules::INSTANT | rules::LENGTH => Kind::Time,
                name if name.starts_with("google.protobuf.") => Kind::Text,
                name if self.is_entry(name) => Kind::Map,
                name => Kind::Message(name),
            },
            _ => Kind::Text,
        }
    }

    fn is_entry(&self, name: &str) -> bool {
        let options = self.messages.get(name).and_then(|message| message.options.as_ref());
        options.is_some_and(|options| options.map_entry())
    }

    /// Sets the field of one query parameter.
    ///
    /// # Errors
    /// The problem with the parameter, for people.
    pub fn put(&self, message: &str, object: &mut Object, name: &str, text: String) -> Result<(), String> {
        let (first, rest) = match name.find(['.', '[']) {
            Some(at) => (&name[..at], Some(&name[at + 1..])),
            None => (name, None),
        };
        let Some(field) = self.field(message, first) else {
            return Err(format!("there is no such parameter; {}", self.known(message)));
        };
        let name = field.json_name().to_owned();
        match (self.kind(field), rest) {
            (Kind::Map, Some(key)) => {
                let key = key.strip_suffix(']').unwrap_or(key).to_owned();
                within(object, name, |entries| once(entries, key, Value::String(text)))
            }
            (Kind::Message(inner), Some(rest)) => within(object, name, |object| self.put(inner, object, rest, text)),
            (Kind::Map, None) => Err(format!("needs a key: {name}.KEY=VALUE")),
            (Kind::Message(_), None) => Err(format!("needs a field of its own: {name}.FIELD=VALUE")),
            (_, Some(_)) => Err(format!("{name} has no fields of its own")),
            (Kind::Bool, None) => match text.as_str() {
                "true" => once(object, name, Value::Bool(true)),
                "false" => once(object, name, Value::Bool(false)),
                _ => Err("must be true or false".to_owned()),
            },
            (kind, None) if field.label() == field::Label::Repeated => {
                let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(value(&kind, text));
                }
                Ok(())
            }
            (kind, None) => once(object, name, value(&kind, text)),
        }
    }

    fn known(&self, message: &str) -> String {
        match self.names(message).as_str() {
            "" => "this path takes none".to_owned(),
            names => format!("there are {names}"),
        }
    }

    /// Removes nulls that mean an unset field. Nulls in maps and lists stay, and so does an unknown field, which the
    /// parser then rejects.
    pub fn prune(&self, message: &str, object: &mut Object) {
        object.retain(|name, value| match self.field(message, name) {
            Some(field) => {
                if let Kind::Message(inner) = self.kind(field) {
                    self.prune_within(inner, value);
                }
                !value.is_null()
            }
            None => true,
        });
    }

    fn prune_within(&self, message: &str, value: &mut Value) {
        match value {
            Value::Object(object) => self.prune(message, object),
            Value::Array(items) => {
                for item in items {
                    if let Value::Object(object) = item {
                        self.prune(message, object);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The JSON value of a query's text. A query has no numbers, so a time that looks like a number becomes one: the parser
/// of bodies accepts both.
fn value(kind: &Kind<'_>, text: String) -> Value {
    let number = match kind {
        Kind::Time => serde_json::from_str(&text).ok().map(Value::Number),
        _ => None,
    };
    number.unwrap_or(Value::String(text))
}

fn bare(name: &str) -> &str {
    name.strip_prefix('.').unwrap_or(name)
}

/// Applies `work` to the object at a name, which is made if it does not exist.
fn within<T>(object: &mut Object, name: String, work: impl FnOnce(&mut Object) -> T) -> T {
    let mut inner = match object.remove(&name) {
        Some(Value::Object(inner)) => inner,
        _ => Object::new(),
    };
    let done = work(&mut inner);
    object.insert(name, Value::Object(inner));
    done
}

fn once(object: &mut Object, name: String, value: Value) -> Result<(), String> {
    if object.contains_key(&name) {
        return Err("is given twice".to_owned());
    }
    object.insert(name, value);
    Ok(())
}
