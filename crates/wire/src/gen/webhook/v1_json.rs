impl serde::Serialize for CreateWebhookRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.url.is_empty() {
            len += 1;
        }
        if !self.event_types.is_empty() {
            len += 1;
        }
        if !self.headers.is_empty() {
            len += 1;
        }
        if self.rate.is_some() {
            len += 1;
        }
        if self.allow_private {
            len += 1;
        }
        if self.disable_after.is_some() {
            len += 1;
        }
        if self.disabled {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.CreateWebhookRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.url.is_empty() {
            struct_ser.serialize_field("url", &self.url)?;
        }
        if !self.event_types.is_empty() {
            struct_ser.serialize_field("eventTypes", &self.event_types)?;
        }
        if !self.headers.is_empty() {
            struct_ser.serialize_field("headers", &self.headers)?;
        }
        if let Some(v) = self.rate.as_ref() {
            struct_ser.serialize_field("rate", v)?;
        }
        if self.allow_private {
            struct_ser.serialize_field("allowPrivate", &self.allow_private)?;
        }
        if let Some(v) = self.disable_after.as_ref() {
            struct_ser.serialize_field("disableAfter", v)?;
        }
        if self.disabled {
            struct_ser.serialize_field("disabled", &self.disabled)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateWebhookRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "url",
            "event_types",
            "eventTypes",
            "headers",
            "rate",
            "allow_private",
            "allowPrivate",
            "disable_after",
            "disableAfter",
            "disabled",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Url,
            EventTypes,
            Headers,
            Rate,
            AllowPrivate,
            DisableAfter,
            Disabled,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "url" => Ok(GeneratedField::Url),
                            "eventTypes" | "event_types" => Ok(GeneratedField::EventTypes),
                            "headers" => Ok(GeneratedField::Headers),
                            "rate" => Ok(GeneratedField::Rate),
                            "allowPrivate" | "allow_private" => Ok(GeneratedField::AllowPrivate),
                            "disableAfter" | "disable_after" => Ok(GeneratedField::DisableAfter),
                            "disabled" => Ok(GeneratedField::Disabled),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateWebhookRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.CreateWebhookRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateWebhookRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut url__ = None;
                let mut event_types__ = None;
                let mut headers__ = None;
                let mut rate__ = None;
                let mut allow_private__ = None;
                let mut disable_after__ = None;
                let mut disabled__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::EventTypes => {
                            if event_types__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventTypes"));
                            }
                            event_types__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Headers => {
                            if headers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("headers"));
                            }
                            headers__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = map_.next_value()?;
                        }
                        GeneratedField::AllowPrivate => {
                            if allow_private__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allowPrivate"));
                            }
                            allow_private__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DisableAfter => {
                            if disable_after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disableAfter"));
                            }
                            disable_after__ = map_.next_value()?;
                        }
                        GeneratedField::Disabled => {
                            if disabled__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disabled"));
                            }
                            disabled__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CreateWebhookRequest {
                    id: id__.unwrap_or_default(),
                    url: url__.unwrap_or_default(),
                    event_types: event_types__.unwrap_or_default(),
                    headers: headers__.unwrap_or_default(),
                    rate: rate__,
                    allow_private: allow_private__.unwrap_or_default(),
                    disable_after: disable_after__,
                    disabled: disabled__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.CreateWebhookRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateWebhookResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.webhook.is_some() {
            len += 1;
        }
        if !self.secret.is_empty() {
            len += 1;
        }
        if !self.public_key.is_empty() {
            len += 1;
        }
        if self.existing {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.CreateWebhookResponse", len)?;
        if let Some(v) = self.webhook.as_ref() {
            struct_ser.serialize_field("webhook", v)?;
        }
        if !self.secret.is_empty() {
            struct_ser.serialize_field("secret", &self.secret)?;
        }
        if !self.public_key.is_empty() {
            struct_ser.serialize_field("publicKey", &self.public_key)?;
        }
        if self.existing {
            struct_ser.serialize_field("existing", &self.existing)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateWebhookResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "webhook",
            "secret",
            "public_key",
            "publicKey",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Webhook,
            Secret,
            PublicKey,
            Existing,
            Shard,
            CommitIndex,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "webhook" => Ok(GeneratedField::Webhook),
                            "secret" => Ok(GeneratedField::Secret),
                            "publicKey" | "public_key" => Ok(GeneratedField::PublicKey),
                            "existing" => Ok(GeneratedField::Existing),
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateWebhookResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.CreateWebhookResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateWebhookResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut webhook__ = None;
                let mut secret__ = None;
                let mut public_key__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Webhook => {
                            if webhook__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhook"));
                            }
                            webhook__ = map_.next_value()?;
                        }
                        GeneratedField::Secret => {
                            if secret__.is_some() {
                                return Err(serde::de::Error::duplicate_field("secret"));
                            }
                            secret__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PublicKey => {
                            if public_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("publicKey"));
                            }
                            public_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Existing => {
                            if existing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("existing"));
                            }
                            existing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CommitIndex => {
                            if commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commitIndex"));
                            }
                            commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(CreateWebhookResponse {
                    webhook: webhook__,
                    secret: secret__.unwrap_or_default(),
                    public_key: public_key__.unwrap_or_default(),
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.CreateWebhookResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteWebhookRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.DeleteWebhookRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeleteWebhookRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "state_version",
            "stateVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            StateVersion,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeleteWebhookRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.DeleteWebhookRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteWebhookRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut state_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(DeleteWebhookRequest {
                    id: id__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.DeleteWebhookRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteWebhookResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.DeleteWebhookResponse", len)?;
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeleteWebhookResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Shard,
            CommitIndex,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeleteWebhookResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.DeleteWebhookResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteWebhookResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CommitIndex => {
                            if commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commitIndex"));
                            }
                            commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(DeleteWebhookResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.DeleteWebhookResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DisabledReason {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "DISABLED_REASON_UNSPECIFIED",
            Self::Owner => "DISABLED_REASON_OWNER",
            Self::Gone => "DISABLED_REASON_GONE",
            Self::Failing => "DISABLED_REASON_FAILING",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for DisabledReason {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "DISABLED_REASON_UNSPECIFIED",
            "DISABLED_REASON_OWNER",
            "DISABLED_REASON_GONE",
            "DISABLED_REASON_FAILING",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = DisabledReason;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "DISABLED_REASON_UNSPECIFIED" => Ok(DisabledReason::Unspecified),
                    "DISABLED_REASON_OWNER" => Ok(DisabledReason::Owner),
                    "DISABLED_REASON_GONE" => Ok(DisabledReason::Gone),
                    "DISABLED_REASON_FAILING" => Ok(DisabledReason::Failing),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for GetWebhookRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.GetWebhookRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetWebhookRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Read,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetWebhookRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.GetWebhookRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetWebhookRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetWebhookRequest {
                    id: id__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.GetWebhookRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetWebhookResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.webhook.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.GetWebhookResponse", len)?;
        if let Some(v) = self.webhook.as_ref() {
            struct_ser.serialize_field("webhook", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetWebhookResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "webhook",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Webhook,
            Read,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "webhook" => Ok(GeneratedField::Webhook),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetWebhookResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.GetWebhookResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetWebhookResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut webhook__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Webhook => {
                            if webhook__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhook"));
                            }
                            webhook__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetWebhookResponse {
                    webhook: webhook__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.GetWebhookResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListWebhookAttemptsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.ListWebhookAttemptsRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListWebhookAttemptsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Read,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListWebhookAttemptsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.ListWebhookAttemptsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListWebhookAttemptsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListWebhookAttemptsRequest {
                    id: id__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.ListWebhookAttemptsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListWebhookAttemptsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.attempts.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.ListWebhookAttemptsResponse", len)?;
        if !self.attempts.is_empty() {
            struct_ser.serialize_field("attempts", &self.attempts)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListWebhookAttemptsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "attempts",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Attempts,
            Read,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "attempts" => Ok(GeneratedField::Attempts),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListWebhookAttemptsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.ListWebhookAttemptsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListWebhookAttemptsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut attempts__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Attempts => {
                            if attempts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attempts"));
                            }
                            attempts__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListWebhookAttemptsResponse {
                    attempts: attempts__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.ListWebhookAttemptsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListWebhooksRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.ListWebhooksRequest", len)?;
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListWebhooksRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PageSize,
            PageToken,
            Read,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListWebhooksRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.ListWebhooksRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListWebhooksRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PageSize => {
                            if page_size__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageSize"));
                            }
                            page_size__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PageToken => {
                            if page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageToken"));
                            }
                            page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListWebhooksRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.ListWebhooksRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListWebhooksResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.webhooks.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.ListWebhooksResponse", len)?;
        if !self.webhooks.is_empty() {
            struct_ser.serialize_field("webhooks", &self.webhooks)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListWebhooksResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "webhooks",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Webhooks,
            NextPageToken,
            Read,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "webhooks" => Ok(GeneratedField::Webhooks),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
                            "read" => Ok(GeneratedField::Read),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListWebhooksResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.ListWebhooksResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListWebhooksResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut webhooks__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Webhooks => {
                            if webhooks__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhooks"));
                            }
                            webhooks__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListWebhooksResponse {
                    webhooks: webhooks__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.ListWebhooksResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SigningPair {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.public_key.is_empty() {
            len += 1;
        }
        if self.end_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.SigningPair", len)?;
        if !self.public_key.is_empty() {
            struct_ser.serialize_field("publicKey", &self.public_key)?;
        }
        if let Some(v) = self.end_time.as_ref() {
            struct_ser.serialize_field("endTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SigningPair {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "public_key",
            "publicKey",
            "end_time",
            "endTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PublicKey,
            EndTime,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "publicKey" | "public_key" => Ok(GeneratedField::PublicKey),
                            "endTime" | "end_time" => Ok(GeneratedField::EndTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SigningPair;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.SigningPair")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SigningPair, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut public_key__ = None;
                let mut end_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PublicKey => {
                            if public_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("publicKey"));
                            }
                            public_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::EndTime => {
                            if end_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endTime"));
                            }
                            end_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SigningPair {
                    public_key: public_key__.unwrap_or_default(),
                    end_time: end_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.SigningPair", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TestWebhookRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.TestWebhookRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TestWebhookRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TestWebhookRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.TestWebhookRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TestWebhookRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TestWebhookRequest {
                    id: id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.TestWebhookRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TestWebhookResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.delivered {
            len += 1;
        }
        if self.attempt.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.TestWebhookResponse", len)?;
        if self.delivered {
            struct_ser.serialize_field("delivered", &self.delivered)?;
        }
        if let Some(v) = self.attempt.as_ref() {
            struct_ser.serialize_field("attempt", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TestWebhookResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "delivered",
            "attempt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Delivered,
            Attempt,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "delivered" => Ok(GeneratedField::Delivered),
                            "attempt" => Ok(GeneratedField::Attempt),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TestWebhookResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.TestWebhookResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TestWebhookResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut delivered__ = None;
                let mut attempt__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Delivered => {
                            if delivered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delivered"));
                            }
                            delivered__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Attempt => {
                            if attempt__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attempt"));
                            }
                            attempt__ = map_.next_value()?;
                        }
                    }
                }
                Ok(TestWebhookResponse {
                    delivered: delivered__.unwrap_or_default(),
                    attempt: attempt__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.TestWebhookResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for UpdateWebhookRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.update_mask.is_some() {
            len += 1;
        }
        if !self.url.is_empty() {
            len += 1;
        }
        if !self.event_types.is_empty() {
            len += 1;
        }
        if !self.headers.is_empty() {
            len += 1;
        }
        if self.rate.is_some() {
            len += 1;
        }
        if self.allow_private {
            len += 1;
        }
        if self.disable_after.is_some() {
            len += 1;
        }
        if self.disabled {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if self.rotate_secrets {
            len += 1;
        }
        if self.overlap.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.UpdateWebhookRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.update_mask.as_ref() {
            struct_ser.serialize_field("updateMask", v)?;
        }
        if !self.url.is_empty() {
            struct_ser.serialize_field("url", &self.url)?;
        }
        if !self.event_types.is_empty() {
            struct_ser.serialize_field("eventTypes", &self.event_types)?;
        }
        if !self.headers.is_empty() {
            struct_ser.serialize_field("headers", &self.headers)?;
        }
        if let Some(v) = self.rate.as_ref() {
            struct_ser.serialize_field("rate", v)?;
        }
        if self.allow_private {
            struct_ser.serialize_field("allowPrivate", &self.allow_private)?;
        }
        if let Some(v) = self.disable_after.as_ref() {
            struct_ser.serialize_field("disableAfter", v)?;
        }
        if self.disabled {
            struct_ser.serialize_field("disabled", &self.disabled)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if self.rotate_secrets {
            struct_ser.serialize_field("rotateSecrets", &self.rotate_secrets)?;
        }
        if let Some(v) = self.overlap.as_ref() {
            struct_ser.serialize_field("overlap", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for UpdateWebhookRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "update_mask",
            "updateMask",
            "url",
            "event_types",
            "eventTypes",
            "headers",
            "rate",
            "allow_private",
            "allowPrivate",
            "disable_after",
            "disableAfter",
            "disabled",
            "state_version",
            "stateVersion",
            "rotate_secrets",
            "rotateSecrets",
            "overlap",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            UpdateMask,
            Url,
            EventTypes,
            Headers,
            Rate,
            AllowPrivate,
            DisableAfter,
            Disabled,
            StateVersion,
            RotateSecrets,
            Overlap,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "updateMask" | "update_mask" => Ok(GeneratedField::UpdateMask),
                            "url" => Ok(GeneratedField::Url),
                            "eventTypes" | "event_types" => Ok(GeneratedField::EventTypes),
                            "headers" => Ok(GeneratedField::Headers),
                            "rate" => Ok(GeneratedField::Rate),
                            "allowPrivate" | "allow_private" => Ok(GeneratedField::AllowPrivate),
                            "disableAfter" | "disable_after" => Ok(GeneratedField::DisableAfter),
                            "disabled" => Ok(GeneratedField::Disabled),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "rotateSecrets" | "rotate_secrets" => Ok(GeneratedField::RotateSecrets),
                            "overlap" => Ok(GeneratedField::Overlap),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = UpdateWebhookRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.UpdateWebhookRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UpdateWebhookRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut update_mask__ = None;
                let mut url__ = None;
                let mut event_types__ = None;
                let mut headers__ = None;
                let mut rate__ = None;
                let mut allow_private__ = None;
                let mut disable_after__ = None;
                let mut disabled__ = None;
                let mut state_version__ = None;
                let mut rotate_secrets__ = None;
                let mut overlap__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdateMask => {
                            if update_mask__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updateMask"));
                            }
                            update_mask__ = map_.next_value()?;
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::EventTypes => {
                            if event_types__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventTypes"));
                            }
                            event_types__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Headers => {
                            if headers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("headers"));
                            }
                            headers__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = map_.next_value()?;
                        }
                        GeneratedField::AllowPrivate => {
                            if allow_private__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allowPrivate"));
                            }
                            allow_private__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DisableAfter => {
                            if disable_after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disableAfter"));
                            }
                            disable_after__ = map_.next_value()?;
                        }
                        GeneratedField::Disabled => {
                            if disabled__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disabled"));
                            }
                            disabled__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RotateSecrets => {
                            if rotate_secrets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rotateSecrets"));
                            }
                            rotate_secrets__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Overlap => {
                            if overlap__.is_some() {
                                return Err(serde::de::Error::duplicate_field("overlap"));
                            }
                            overlap__ = map_.next_value()?;
                        }
                    }
                }
                Ok(UpdateWebhookRequest {
                    id: id__.unwrap_or_default(),
                    update_mask: update_mask__,
                    url: url__.unwrap_or_default(),
                    event_types: event_types__.unwrap_or_default(),
                    headers: headers__.unwrap_or_default(),
                    rate: rate__,
                    allow_private: allow_private__.unwrap_or_default(),
                    disable_after: disable_after__,
                    disabled: disabled__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    rotate_secrets: rotate_secrets__.unwrap_or_default(),
                    overlap: overlap__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.UpdateWebhookRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for UpdateWebhookResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.webhook.is_some() {
            len += 1;
        }
        if !self.secret.is_empty() {
            len += 1;
        }
        if !self.public_key.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.UpdateWebhookResponse", len)?;
        if let Some(v) = self.webhook.as_ref() {
            struct_ser.serialize_field("webhook", v)?;
        }
        if !self.secret.is_empty() {
            struct_ser.serialize_field("secret", &self.secret)?;
        }
        if !self.public_key.is_empty() {
            struct_ser.serialize_field("publicKey", &self.public_key)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for UpdateWebhookResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "webhook",
            "secret",
            "public_key",
            "publicKey",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Webhook,
            Secret,
            PublicKey,
            Shard,
            CommitIndex,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "webhook" => Ok(GeneratedField::Webhook),
                            "secret" => Ok(GeneratedField::Secret),
                            "publicKey" | "public_key" => Ok(GeneratedField::PublicKey),
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = UpdateWebhookResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.UpdateWebhookResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<UpdateWebhookResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut webhook__ = None;
                let mut secret__ = None;
                let mut public_key__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Webhook => {
                            if webhook__.is_some() {
                                return Err(serde::de::Error::duplicate_field("webhook"));
                            }
                            webhook__ = map_.next_value()?;
                        }
                        GeneratedField::Secret => {
                            if secret__.is_some() {
                                return Err(serde::de::Error::duplicate_field("secret"));
                            }
                            secret__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PublicKey => {
                            if public_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("publicKey"));
                            }
                            public_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CommitIndex => {
                            if commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commitIndex"));
                            }
                            commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(UpdateWebhookResponse {
                    webhook: webhook__,
                    secret: secret__.unwrap_or_default(),
                    public_key: public_key__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.UpdateWebhookResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Webhook {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.url.is_empty() {
            len += 1;
        }
        if !self.event_types.is_empty() {
            len += 1;
        }
        if !self.header_names.is_empty() {
            len += 1;
        }
        if self.rate.is_some() {
            len += 1;
        }
        if self.allow_private {
            len += 1;
        }
        if self.disabled {
            len += 1;
        }
        if self.disabled_reason != 0 {
            len += 1;
        }
        if self.disable_time.is_some() {
            len += 1;
        }
        if self.disable_after.is_some() {
            len += 1;
        }
        if self.failing_since.is_some() {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if self.update_time.is_some() {
            len += 1;
        }
        if !self.created_by.is_empty() {
            len += 1;
        }
        if self.state_version != 0 {
            len += 1;
        }
        if !self.public_keys.is_empty() {
            len += 1;
        }
        if !self.signing_pairs.is_empty() {
            len += 1;
        }
        if self.dead_events != 0 {
            len += 1;
        }
        if self.dead_events_forgotten != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.Webhook", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.url.is_empty() {
            struct_ser.serialize_field("url", &self.url)?;
        }
        if !self.event_types.is_empty() {
            struct_ser.serialize_field("eventTypes", &self.event_types)?;
        }
        if !self.header_names.is_empty() {
            struct_ser.serialize_field("headerNames", &self.header_names)?;
        }
        if let Some(v) = self.rate.as_ref() {
            struct_ser.serialize_field("rate", v)?;
        }
        if self.allow_private {
            struct_ser.serialize_field("allowPrivate", &self.allow_private)?;
        }
        if self.disabled {
            struct_ser.serialize_field("disabled", &self.disabled)?;
        }
        if self.disabled_reason != 0 {
            let v = DisabledReason::try_from(self.disabled_reason)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.disabled_reason)))?;
            struct_ser.serialize_field("disabledReason", &v)?;
        }
        if let Some(v) = self.disable_time.as_ref() {
            struct_ser.serialize_field("disableTime", v)?;
        }
        if let Some(v) = self.disable_after.as_ref() {
            struct_ser.serialize_field("disableAfter", v)?;
        }
        if let Some(v) = self.failing_since.as_ref() {
            struct_ser.serialize_field("failingSince", v)?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if let Some(v) = self.update_time.as_ref() {
            struct_ser.serialize_field("updateTime", v)?;
        }
        if !self.created_by.is_empty() {
            struct_ser.serialize_field("createdBy", &self.created_by)?;
        }
        if self.state_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("stateVersion", ToString::to_string(&self.state_version).as_str())?;
        }
        if !self.public_keys.is_empty() {
            struct_ser.serialize_field("publicKeys", &self.public_keys)?;
        }
        if !self.signing_pairs.is_empty() {
            struct_ser.serialize_field("signingPairs", &self.signing_pairs)?;
        }
        if self.dead_events != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("deadEvents", ToString::to_string(&self.dead_events).as_str())?;
        }
        if self.dead_events_forgotten != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("deadEventsForgotten", ToString::to_string(&self.dead_events_forgotten).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Webhook {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "tenant",
            "url",
            "event_types",
            "eventTypes",
            "header_names",
            "headerNames",
            "rate",
            "allow_private",
            "allowPrivate",
            "disabled",
            "disabled_reason",
            "disabledReason",
            "disable_time",
            "disableTime",
            "disable_after",
            "disableAfter",
            "failing_since",
            "failingSince",
            "create_time",
            "createTime",
            "update_time",
            "updateTime",
            "created_by",
            "createdBy",
            "state_version",
            "stateVersion",
            "public_keys",
            "publicKeys",
            "signing_pairs",
            "signingPairs",
            "dead_events",
            "deadEvents",
            "dead_events_forgotten",
            "deadEventsForgotten",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Tenant,
            Url,
            EventTypes,
            HeaderNames,
            Rate,
            AllowPrivate,
            Disabled,
            DisabledReason,
            DisableTime,
            DisableAfter,
            FailingSince,
            CreateTime,
            UpdateTime,
            CreatedBy,
            StateVersion,
            PublicKeys,
            SigningPairs,
            DeadEvents,
            DeadEventsForgotten,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "tenant" => Ok(GeneratedField::Tenant),
                            "url" => Ok(GeneratedField::Url),
                            "eventTypes" | "event_types" => Ok(GeneratedField::EventTypes),
                            "headerNames" | "header_names" => Ok(GeneratedField::HeaderNames),
                            "rate" => Ok(GeneratedField::Rate),
                            "allowPrivate" | "allow_private" => Ok(GeneratedField::AllowPrivate),
                            "disabled" => Ok(GeneratedField::Disabled),
                            "disabledReason" | "disabled_reason" => Ok(GeneratedField::DisabledReason),
                            "disableTime" | "disable_time" => Ok(GeneratedField::DisableTime),
                            "disableAfter" | "disable_after" => Ok(GeneratedField::DisableAfter),
                            "failingSince" | "failing_since" => Ok(GeneratedField::FailingSince),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "updateTime" | "update_time" => Ok(GeneratedField::UpdateTime),
                            "createdBy" | "created_by" => Ok(GeneratedField::CreatedBy),
                            "stateVersion" | "state_version" => Ok(GeneratedField::StateVersion),
                            "publicKeys" | "public_keys" => Ok(GeneratedField::PublicKeys),
                            "signingPairs" | "signing_pairs" => Ok(GeneratedField::SigningPairs),
                            "deadEvents" | "dead_events" => Ok(GeneratedField::DeadEvents),
                            "deadEventsForgotten" | "dead_events_forgotten" => Ok(GeneratedField::DeadEventsForgotten),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Webhook;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.Webhook")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Webhook, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut tenant__ = None;
                let mut url__ = None;
                let mut event_types__ = None;
                let mut header_names__ = None;
                let mut rate__ = None;
                let mut allow_private__ = None;
                let mut disabled__ = None;
                let mut disabled_reason__ = None;
                let mut disable_time__ = None;
                let mut disable_after__ = None;
                let mut failing_since__ = None;
                let mut create_time__ = None;
                let mut update_time__ = None;
                let mut created_by__ = None;
                let mut state_version__ = None;
                let mut public_keys__ = None;
                let mut signing_pairs__ = None;
                let mut dead_events__ = None;
                let mut dead_events_forgotten__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::EventTypes => {
                            if event_types__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventTypes"));
                            }
                            event_types__ = Some(map_.next_value()?);
                        }
                        GeneratedField::HeaderNames => {
                            if header_names__.is_some() {
                                return Err(serde::de::Error::duplicate_field("headerNames"));
                            }
                            header_names__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = map_.next_value()?;
                        }
                        GeneratedField::AllowPrivate => {
                            if allow_private__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allowPrivate"));
                            }
                            allow_private__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Disabled => {
                            if disabled__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disabled"));
                            }
                            disabled__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DisabledReason => {
                            if disabled_reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disabledReason"));
                            }
                            disabled_reason__ = Some(map_.next_value::<DisabledReason>()? as i32);
                        }
                        GeneratedField::DisableTime => {
                            if disable_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disableTime"));
                            }
                            disable_time__ = map_.next_value()?;
                        }
                        GeneratedField::DisableAfter => {
                            if disable_after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("disableAfter"));
                            }
                            disable_after__ = map_.next_value()?;
                        }
                        GeneratedField::FailingSince => {
                            if failing_since__.is_some() {
                                return Err(serde::de::Error::duplicate_field("failingSince"));
                            }
                            failing_since__ = map_.next_value()?;
                        }
                        GeneratedField::CreateTime => {
                            if create_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTime"));
                            }
                            create_time__ = map_.next_value()?;
                        }
                        GeneratedField::UpdateTime => {
                            if update_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updateTime"));
                            }
                            update_time__ = map_.next_value()?;
                        }
                        GeneratedField::CreatedBy => {
                            if created_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdBy"));
                            }
                            created_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StateVersion => {
                            if state_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stateVersion"));
                            }
                            state_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PublicKeys => {
                            if public_keys__.is_some() {
                                return Err(serde::de::Error::duplicate_field("publicKeys"));
                            }
                            public_keys__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SigningPairs => {
                            if signing_pairs__.is_some() {
                                return Err(serde::de::Error::duplicate_field("signingPairs"));
                            }
                            signing_pairs__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DeadEvents => {
                            if dead_events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadEvents"));
                            }
                            dead_events__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DeadEventsForgotten => {
                            if dead_events_forgotten__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deadEventsForgotten"));
                            }
                            dead_events_forgotten__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Webhook {
                    id: id__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    url: url__.unwrap_or_default(),
                    event_types: event_types__.unwrap_or_default(),
                    header_names: header_names__.unwrap_or_default(),
                    rate: rate__,
                    allow_private: allow_private__.unwrap_or_default(),
                    disabled: disabled__.unwrap_or_default(),
                    disabled_reason: disabled_reason__.unwrap_or_default(),
                    disable_time: disable_time__,
                    disable_after: disable_after__,
                    failing_since: failing_since__,
                    create_time: create_time__,
                    update_time: update_time__,
                    created_by: created_by__.unwrap_or_default(),
                    state_version: state_version__.unwrap_or_default(),
                    public_keys: public_keys__.unwrap_or_default(),
                    signing_pairs: signing_pairs__.unwrap_or_default(),
                    dead_events: dead_events__.unwrap_or_default(),
                    dead_events_forgotten: dead_events_forgotten__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.Webhook", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WebhookAttempt {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.time.is_some() {
            len += 1;
        }
        if !self.event_id.is_empty() {
            len += 1;
        }
        if self.number != 0 {
            len += 1;
        }
        if self.outcome != 0 {
            len += 1;
        }
        if self.status != 0 {
            len += 1;
        }
        if self.duration.is_some() {
            len += 1;
        }
        if !self.failure.is_empty() {
            len += 1;
        }
        if !self.message.is_empty() {
            len += 1;
        }
        if !self.answer.is_empty() {
            len += 1;
        }
        if self.retry_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.WebhookAttempt", len)?;
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        if !self.event_id.is_empty() {
            struct_ser.serialize_field("eventId", &self.event_id)?;
        }
        if self.number != 0 {
            struct_ser.serialize_field("number", &self.number)?;
        }
        if self.outcome != 0 {
            let v = WebhookAttemptOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if self.status != 0 {
            struct_ser.serialize_field("status", &self.status)?;
        }
        if let Some(v) = self.duration.as_ref() {
            struct_ser.serialize_field("duration", v)?;
        }
        if !self.failure.is_empty() {
            struct_ser.serialize_field("failure", &self.failure)?;
        }
        if !self.message.is_empty() {
            struct_ser.serialize_field("message", &self.message)?;
        }
        if !self.answer.is_empty() {
            struct_ser.serialize_field("answer", &self.answer)?;
        }
        if let Some(v) = self.retry_time.as_ref() {
            struct_ser.serialize_field("retryTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WebhookAttempt {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "time",
            "event_id",
            "eventId",
            "number",
            "outcome",
            "status",
            "duration",
            "failure",
            "message",
            "answer",
            "retry_time",
            "retryTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Time,
            EventId,
            Number,
            Outcome,
            Status,
            Duration,
            Failure,
            Message,
            Answer,
            RetryTime,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "time" => Ok(GeneratedField::Time),
                            "eventId" | "event_id" => Ok(GeneratedField::EventId),
                            "number" => Ok(GeneratedField::Number),
                            "outcome" => Ok(GeneratedField::Outcome),
                            "status" => Ok(GeneratedField::Status),
                            "duration" => Ok(GeneratedField::Duration),
                            "failure" => Ok(GeneratedField::Failure),
                            "message" => Ok(GeneratedField::Message),
                            "answer" => Ok(GeneratedField::Answer),
                            "retryTime" | "retry_time" => Ok(GeneratedField::RetryTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WebhookAttempt;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.WebhookAttempt")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WebhookAttempt, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut time__ = None;
                let mut event_id__ = None;
                let mut number__ = None;
                let mut outcome__ = None;
                let mut status__ = None;
                let mut duration__ = None;
                let mut failure__ = None;
                let mut message__ = None;
                let mut answer__ = None;
                let mut retry_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                        GeneratedField::EventId => {
                            if event_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventId"));
                            }
                            event_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Number => {
                            if number__.is_some() {
                                return Err(serde::de::Error::duplicate_field("number"));
                            }
                            number__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<WebhookAttemptOutcome>()? as i32);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Duration => {
                            if duration__.is_some() {
                                return Err(serde::de::Error::duplicate_field("duration"));
                            }
                            duration__ = map_.next_value()?;
                        }
                        GeneratedField::Failure => {
                            if failure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("failure"));
                            }
                            failure__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Answer => {
                            if answer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("answer"));
                            }
                            answer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RetryTime => {
                            if retry_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryTime"));
                            }
                            retry_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(WebhookAttempt {
                    time: time__,
                    event_id: event_id__.unwrap_or_default(),
                    number: number__.unwrap_or_default(),
                    outcome: outcome__.unwrap_or_default(),
                    status: status__.unwrap_or_default(),
                    duration: duration__,
                    failure: failure__.unwrap_or_default(),
                    message: message__.unwrap_or_default(),
                    answer: answer__.unwrap_or_default(),
                    retry_time: retry_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.WebhookAttempt", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WebhookAttemptOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "WEBHOOK_ATTEMPT_OUTCOME_UNSPECIFIED",
            Self::Delivered => "WEBHOOK_ATTEMPT_OUTCOME_DELIVERED",
            Self::Retry => "WEBHOOK_ATTEMPT_OUTCOME_RETRY",
            Self::Failed => "WEBHOOK_ATTEMPT_OUTCOME_FAILED",
            Self::Gone => "WEBHOOK_ATTEMPT_OUTCOME_GONE",
            Self::Test => "WEBHOOK_ATTEMPT_OUTCOME_TEST",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for WebhookAttemptOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "WEBHOOK_ATTEMPT_OUTCOME_UNSPECIFIED",
            "WEBHOOK_ATTEMPT_OUTCOME_DELIVERED",
            "WEBHOOK_ATTEMPT_OUTCOME_RETRY",
            "WEBHOOK_ATTEMPT_OUTCOME_FAILED",
            "WEBHOOK_ATTEMPT_OUTCOME_GONE",
            "WEBHOOK_ATTEMPT_OUTCOME_TEST",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = WebhookAttemptOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "WEBHOOK_ATTEMPT_OUTCOME_UNSPECIFIED" => Ok(WebhookAttemptOutcome::Unspecified),
                    "WEBHOOK_ATTEMPT_OUTCOME_DELIVERED" => Ok(WebhookAttemptOutcome::Delivered),
                    "WEBHOOK_ATTEMPT_OUTCOME_RETRY" => Ok(WebhookAttemptOutcome::Retry),
                    "WEBHOOK_ATTEMPT_OUTCOME_FAILED" => Ok(WebhookAttemptOutcome::Failed),
                    "WEBHOOK_ATTEMPT_OUTCOME_GONE" => Ok(WebhookAttemptOutcome::Gone),
                    "WEBHOOK_ATTEMPT_OUTCOME_TEST" => Ok(WebhookAttemptOutcome::Test),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for WebhookRate {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.per_second != 0 {
            len += 1;
        }
        if self.burst != 0 {
            len += 1;
        }
        if self.concurrency != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.webhook.v1.WebhookRate", len)?;
        if self.per_second != 0 {
            struct_ser.serialize_field("perSecond", &self.per_second)?;
        }
        if self.burst != 0 {
            struct_ser.serialize_field("burst", &self.burst)?;
        }
        if self.concurrency != 0 {
            struct_ser.serialize_field("concurrency", &self.concurrency)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WebhookRate {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "per_second",
            "perSecond",
            "burst",
            "concurrency",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PerSecond,
            Burst,
            Concurrency,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "perSecond" | "per_second" => Ok(GeneratedField::PerSecond),
                            "burst" => Ok(GeneratedField::Burst),
                            "concurrency" => Ok(GeneratedField::Concurrency),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WebhookRate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.webhook.v1.WebhookRate")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WebhookRate, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut per_second__ = None;
                let mut burst__ = None;
                let mut concurrency__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PerSecond => {
                            if per_second__.is_some() {
                                return Err(serde::de::Error::duplicate_field("perSecond"));
                            }
                            per_second__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Burst => {
                            if burst__.is_some() {
                                return Err(serde::de::Error::duplicate_field("burst"));
                            }
                            burst__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Concurrency => {
                            if concurrency__.is_some() {
                                return Err(serde::de::Error::duplicate_field("concurrency"));
                            }
                            concurrency__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(WebhookRate {
                    per_second: per_second__.unwrap_or_default(),
                    burst: burst__.unwrap_or_default(),
                    concurrency: concurrency__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.webhook.v1.WebhookRate", FIELDS, GeneratedVisitor)
    }
}
