impl serde::Serialize for AddNodeRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.node != 0 {
            len += 1;
        }
        if !self.peer_address.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.AddNodeRequest", len)?;
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        if !self.peer_address.is_empty() {
            struct_ser.serialize_field("peerAddress", &self.peer_address)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AddNodeRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node",
            "peer_address",
            "peerAddress",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Node,
            PeerAddress,
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
                            "node" => Ok(GeneratedField::Node),
                            "peerAddress" | "peer_address" => Ok(GeneratedField::PeerAddress),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AddNodeRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.AddNodeRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AddNodeRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node__ = None;
                let mut peer_address__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PeerAddress => {
                            if peer_address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("peerAddress"));
                            }
                            peer_address__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(AddNodeRequest {
                    node: node__.unwrap_or_default(),
                    peer_address: peer_address__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.AddNodeRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AddNodeResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.AddNodeResponse", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AddNodeResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AddNodeResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.AddNodeResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AddNodeResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(AddNodeResponse {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.AddNodeResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AuditChain {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "AUDIT_CHAIN_UNSPECIFIED",
            Self::Events => "AUDIT_CHAIN_EVENTS",
            Self::Denials => "AUDIT_CHAIN_DENIALS",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for AuditChain {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "AUDIT_CHAIN_UNSPECIFIED",
            "AUDIT_CHAIN_EVENTS",
            "AUDIT_CHAIN_DENIALS",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = AuditChain;

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
                    "AUDIT_CHAIN_UNSPECIFIED" => Ok(AuditChain::Unspecified),
                    "AUDIT_CHAIN_EVENTS" => Ok(AuditChain::Events),
                    "AUDIT_CHAIN_DENIALS" => Ok(AuditChain::Denials),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for AuditRecord {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.sequence != 0 {
            len += 1;
        }
        if self.time.is_some() {
            len += 1;
        }
        if !self.r#type.is_empty() {
            len += 1;
        }
        if !self.subject.is_empty() {
            len += 1;
        }
        if !self.actor.is_empty() {
            len += 1;
        }
        if !self.credential.is_empty() {
            len += 1;
        }
        if !self.source.is_empty() {
            len += 1;
        }
        if !self.request_id.is_empty() {
            len += 1;
        }
        if !self.digest.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if !self.method.is_empty() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.AuditRecord", len)?;
        if self.sequence != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&self.sequence).as_str())?;
        }
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        if !self.r#type.is_empty() {
            struct_ser.serialize_field("type", &self.r#type)?;
        }
        if !self.subject.is_empty() {
            struct_ser.serialize_field("subject", &self.subject)?;
        }
        if !self.actor.is_empty() {
            struct_ser.serialize_field("actor", &self.actor)?;
        }
        if !self.credential.is_empty() {
            struct_ser.serialize_field("credential", &self.credential)?;
        }
        if !self.source.is_empty() {
            struct_ser.serialize_field("source", &self.source)?;
        }
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.digest.is_empty() {
            struct_ser.serialize_field("digest", &self.digest)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if !self.method.is_empty() {
            struct_ser.serialize_field("method", &self.method)?;
        }
        if self.count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&self.count).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AuditRecord {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sequence",
            "time",
            "type",
            "subject",
            "actor",
            "credential",
            "source",
            "request_id",
            "requestId",
            "digest",
            "reason",
            "method",
            "count",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sequence,
            Time,
            Type,
            Subject,
            Actor,
            Credential,
            Source,
            RequestId,
            Digest,
            Reason,
            Method,
            Count,
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
                            "sequence" => Ok(GeneratedField::Sequence),
                            "time" => Ok(GeneratedField::Time),
                            "type" => Ok(GeneratedField::Type),
                            "subject" => Ok(GeneratedField::Subject),
                            "actor" => Ok(GeneratedField::Actor),
                            "credential" => Ok(GeneratedField::Credential),
                            "source" => Ok(GeneratedField::Source),
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "digest" => Ok(GeneratedField::Digest),
                            "reason" => Ok(GeneratedField::Reason),
                            "method" => Ok(GeneratedField::Method),
                            "count" => Ok(GeneratedField::Count),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AuditRecord;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.AuditRecord")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AuditRecord, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sequence__ = None;
                let mut time__ = None;
                let mut r#type__ = None;
                let mut subject__ = None;
                let mut actor__ = None;
                let mut credential__ = None;
                let mut source__ = None;
                let mut request_id__ = None;
                let mut digest__ = None;
                let mut reason__ = None;
                let mut method__ = None;
                let mut count__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                        GeneratedField::Type => {
                            if r#type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("type"));
                            }
                            r#type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Subject => {
                            if subject__.is_some() {
                                return Err(serde::de::Error::duplicate_field("subject"));
                            }
                            subject__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Actor => {
                            if actor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actor"));
                            }
                            actor__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Credential => {
                            if credential__.is_some() {
                                return Err(serde::de::Error::duplicate_field("credential"));
                            }
                            credential__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Source => {
                            if source__.is_some() {
                                return Err(serde::de::Error::duplicate_field("source"));
                            }
                            source__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Digest => {
                            if digest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("digest"));
                            }
                            digest__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Method => {
                            if method__.is_some() {
                                return Err(serde::de::Error::duplicate_field("method"));
                            }
                            method__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(AuditRecord {
                    sequence: sequence__.unwrap_or_default(),
                    time: time__,
                    r#type: r#type__.unwrap_or_default(),
                    subject: subject__.unwrap_or_default(),
                    actor: actor__.unwrap_or_default(),
                    credential: credential__.unwrap_or_default(),
                    source: source__.unwrap_or_default(),
                    request_id: request_id__.unwrap_or_default(),
                    digest: digest__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    method: method__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.AuditRecord", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BackupChunk {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.offset != 0 {
            len += 1;
        }
        if !self.data.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.BackupChunk", len)?;
        if self.offset != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("offset", ToString::to_string(&self.offset).as_str())?;
        }
        if !self.data.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("data", pbjson::private::base64::encode(&self.data).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BackupChunk {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "offset",
            "data",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Offset,
            Data,
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
                            "offset" => Ok(GeneratedField::Offset),
                            "data" => Ok(GeneratedField::Data),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BackupChunk;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.BackupChunk")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackupChunk, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut offset__ = None;
                let mut data__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Data => {
                            if data__.is_some() {
                                return Err(serde::de::Error::duplicate_field("data"));
                            }
                            data__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(BackupChunk {
                    offset: offset__.unwrap_or_default(),
                    data: data__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.BackupChunk", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BackupEnd {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.length != 0 {
            len += 1;
        }
        if !self.sha256.is_empty() {
            len += 1;
        }
        if !self.tables.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.BackupEnd", len)?;
        if self.length != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("length", ToString::to_string(&self.length).as_str())?;
        }
        if !self.sha256.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sha256", pbjson::private::base64::encode(&self.sha256).as_str())?;
        }
        if !self.tables.is_empty() {
            struct_ser.serialize_field("tables", &self.tables)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BackupEnd {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "length",
            "sha256",
            "tables",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Length,
            Sha256,
            Tables,
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
                            "length" => Ok(GeneratedField::Length),
                            "sha256" => Ok(GeneratedField::Sha256),
                            "tables" => Ok(GeneratedField::Tables),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BackupEnd;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.BackupEnd")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackupEnd, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut length__ = None;
                let mut sha256__ = None;
                let mut tables__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Length => {
                            if length__.is_some() {
                                return Err(serde::de::Error::duplicate_field("length"));
                            }
                            length__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sha256 => {
                            if sha256__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sha256"));
                            }
                            sha256__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Tables => {
                            if tables__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tables"));
                            }
                            tables__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(BackupEnd {
                    length: length__.unwrap_or_default(),
                    sha256: sha256__.unwrap_or_default(),
                    tables: tables__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.BackupEnd", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BackupHeader {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.cluster_id.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.applied_index != 0 {
            len += 1;
        }
        if self.applied_term != 0 {
            len += 1;
        }
        if self.log_time.is_some() {
            len += 1;
        }
        if !self.version.is_empty() {
            len += 1;
        }
        if self.node != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.BackupHeader", len)?;
        if !self.cluster_id.is_empty() {
            struct_ser.serialize_field("clusterId", &self.cluster_id)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.applied_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("appliedIndex", ToString::to_string(&self.applied_index).as_str())?;
        }
        if self.applied_term != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("appliedTerm", ToString::to_string(&self.applied_term).as_str())?;
        }
        if let Some(v) = self.log_time.as_ref() {
            struct_ser.serialize_field("logTime", v)?;
        }
        if !self.version.is_empty() {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BackupHeader {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cluster_id",
            "clusterId",
            "shard",
            "epoch",
            "applied_index",
            "appliedIndex",
            "applied_term",
            "appliedTerm",
            "log_time",
            "logTime",
            "version",
            "node",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ClusterId,
            Shard,
            Epoch,
            AppliedIndex,
            AppliedTerm,
            LogTime,
            Version,
            Node,
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
                            "clusterId" | "cluster_id" => Ok(GeneratedField::ClusterId),
                            "shard" => Ok(GeneratedField::Shard),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "appliedIndex" | "applied_index" => Ok(GeneratedField::AppliedIndex),
                            "appliedTerm" | "applied_term" => Ok(GeneratedField::AppliedTerm),
                            "logTime" | "log_time" => Ok(GeneratedField::LogTime),
                            "version" => Ok(GeneratedField::Version),
                            "node" => Ok(GeneratedField::Node),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BackupHeader;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.BackupHeader")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackupHeader, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cluster_id__ = None;
                let mut shard__ = None;
                let mut epoch__ = None;
                let mut applied_index__ = None;
                let mut applied_term__ = None;
                let mut log_time__ = None;
                let mut version__ = None;
                let mut node__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ClusterId => {
                            if cluster_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clusterId"));
                            }
                            cluster_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Shard => {
                            if shard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shard"));
                            }
                            shard__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AppliedIndex => {
                            if applied_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("appliedIndex"));
                            }
                            applied_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AppliedTerm => {
                            if applied_term__.is_some() {
                                return Err(serde::de::Error::duplicate_field("appliedTerm"));
                            }
                            applied_term__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LogTime => {
                            if log_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("logTime"));
                            }
                            log_time__ = map_.next_value()?;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(BackupHeader {
                    cluster_id: cluster_id__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    applied_index: applied_index__.unwrap_or_default(),
                    applied_term: applied_term__.unwrap_or_default(),
                    log_time: log_time__,
                    version: version__.unwrap_or_default(),
                    node: node__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.BackupHeader", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BackupRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.local {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.BackupRequest", len)?;
        if self.local {
            struct_ser.serialize_field("local", &self.local)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BackupRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "local",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Local,
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
                            "local" => Ok(GeneratedField::Local),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BackupRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.BackupRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackupRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut local__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Local => {
                            if local__.is_some() {
                                return Err(serde::de::Error::duplicate_field("local"));
                            }
                            local__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(BackupRequest {
                    local: local__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.BackupRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for BackupResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.part.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.BackupResponse", len)?;
        if let Some(v) = self.part.as_ref() {
            match v {
                backup_response::Part::Header(v) => {
                    struct_ser.serialize_field("header", v)?;
                }
                backup_response::Part::Chunk(v) => {
                    struct_ser.serialize_field("chunk", v)?;
                }
                backup_response::Part::End(v) => {
                    struct_ser.serialize_field("end", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for BackupResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "header",
            "chunk",
            "end",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Header,
            Chunk,
            End,
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
                            "header" => Ok(GeneratedField::Header),
                            "chunk" => Ok(GeneratedField::Chunk),
                            "end" => Ok(GeneratedField::End),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = BackupResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.BackupResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<BackupResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut part__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Header => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("header"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(backup_response::Part::Header)
;
                        }
                        GeneratedField::Chunk => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chunk"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(backup_response::Part::Chunk)
;
                        }
                        GeneratedField::End => {
                            if part__.is_some() {
                                return Err(serde::de::Error::duplicate_field("end"));
                            }
                            part__ = map_.next_value::<::std::option::Option<_>>()?.map(backup_response::Part::End)
;
                        }
                    }
                }
                Ok(BackupResponse {
                    part: part__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.BackupResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClusterNode {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.node != 0 {
            len += 1;
        }
        if self.role != 0 {
            len += 1;
        }
        if self.applied_index != 0 {
            len += 1;
        }
        if !self.advertise.is_empty() {
            len += 1;
        }
        if !self.quarantine.is_empty() {
            len += 1;
        }
        if self.level != 0 {
            len += 1;
        }
        if !self.release.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ClusterNode", len)?;
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        if self.role != 0 {
            let v = NodeRole::try_from(self.role)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.role)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        if self.applied_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("appliedIndex", ToString::to_string(&self.applied_index).as_str())?;
        }
        if !self.advertise.is_empty() {
            struct_ser.serialize_field("advertise", &self.advertise)?;
        }
        if !self.quarantine.is_empty() {
            struct_ser.serialize_field("quarantine", &self.quarantine)?;
        }
        if self.level != 0 {
            struct_ser.serialize_field("level", &self.level)?;
        }
        if !self.release.is_empty() {
            struct_ser.serialize_field("release", &self.release)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClusterNode {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node",
            "role",
            "applied_index",
            "appliedIndex",
            "advertise",
            "quarantine",
            "level",
            "release",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Node,
            Role,
            AppliedIndex,
            Advertise,
            Quarantine,
            Level,
            Release,
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
                            "node" => Ok(GeneratedField::Node),
                            "role" => Ok(GeneratedField::Role),
                            "appliedIndex" | "applied_index" => Ok(GeneratedField::AppliedIndex),
                            "advertise" => Ok(GeneratedField::Advertise),
                            "quarantine" => Ok(GeneratedField::Quarantine),
                            "level" => Ok(GeneratedField::Level),
                            "release" => Ok(GeneratedField::Release),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClusterNode;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ClusterNode")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClusterNode, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node__ = None;
                let mut role__ = None;
                let mut applied_index__ = None;
                let mut advertise__ = None;
                let mut quarantine__ = None;
                let mut level__ = None;
                let mut release__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value::<NodeRole>()? as i32);
                        }
                        GeneratedField::AppliedIndex => {
                            if applied_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("appliedIndex"));
                            }
                            applied_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Advertise => {
                            if advertise__.is_some() {
                                return Err(serde::de::Error::duplicate_field("advertise"));
                            }
                            advertise__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quarantine => {
                            if quarantine__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quarantine"));
                            }
                            quarantine__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Release => {
                            if release__.is_some() {
                                return Err(serde::de::Error::duplicate_field("release"));
                            }
                            release__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ClusterNode {
                    node: node__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                    applied_index: applied_index__.unwrap_or_default(),
                    advertise: advertise__.unwrap_or_default(),
                    quarantine: quarantine__.unwrap_or_default(),
                    level: level__.unwrap_or_default(),
                    release: release__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ClusterNode", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateJoinTokenRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.ttl.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.CreateJoinTokenRequest", len)?;
        if let Some(v) = self.ttl.as_ref() {
            struct_ser.serialize_field("ttl", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateJoinTokenRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ttl",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Ttl,
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
                            "ttl" => Ok(GeneratedField::Ttl),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateJoinTokenRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.CreateJoinTokenRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateJoinTokenRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut ttl__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Ttl => {
                            if ttl__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ttl"));
                            }
                            ttl__ = map_.next_value()?;
                        }
                    }
                }
                Ok(CreateJoinTokenRequest {
                    ttl: ttl__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.CreateJoinTokenRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateJoinTokenResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.token.is_empty() {
            len += 1;
        }
        if !self.id.is_empty() {
            len += 1;
        }
        if self.expire_time.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.CreateJoinTokenResponse", len)?;
        if !self.token.is_empty() {
            struct_ser.serialize_field("token", &self.token)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.expire_time.as_ref() {
            struct_ser.serialize_field("expireTime", v)?;
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
impl<'de> serde::Deserialize<'de> for CreateJoinTokenResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "token",
            "id",
            "expire_time",
            "expireTime",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Token,
            Id,
            ExpireTime,
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
                            "token" => Ok(GeneratedField::Token),
                            "id" => Ok(GeneratedField::Id),
                            "expireTime" | "expire_time" => Ok(GeneratedField::ExpireTime),
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
            type Value = CreateJoinTokenResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.CreateJoinTokenResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateJoinTokenResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut token__ = None;
                let mut id__ = None;
                let mut expire_time__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpireTime => {
                            if expire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expireTime"));
                            }
                            expire_time__ = map_.next_value()?;
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
                Ok(CreateJoinTokenResponse {
                    token: token__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    expire_time: expire_time__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.CreateJoinTokenResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateKeyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.roles.is_empty() {
            len += 1;
        }
        if self.expire_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.CreateKeyRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.roles.is_empty() {
            struct_ser.serialize_field("roles", &self.roles)?;
        }
        if let Some(v) = self.expire_time.as_ref() {
            struct_ser.serialize_field("expireTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CreateKeyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "name",
            "roles",
            "expire_time",
            "expireTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Name,
            Roles,
            ExpireTime,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "name" => Ok(GeneratedField::Name),
                            "roles" => Ok(GeneratedField::Roles),
                            "expireTime" | "expire_time" => Ok(GeneratedField::ExpireTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CreateKeyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.CreateKeyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateKeyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut name__ = None;
                let mut roles__ = None;
                let mut expire_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Roles => {
                            if roles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roles"));
                            }
                            roles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpireTime => {
                            if expire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expireTime"));
                            }
                            expire_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(CreateKeyRequest {
                    tenant: tenant__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    roles: roles__.unwrap_or_default(),
                    expire_time: expire_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.CreateKeyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CreateKeyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.key.is_some() {
            len += 1;
        }
        if !self.secret.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.CreateKeyResponse", len)?;
        if let Some(v) = self.key.as_ref() {
            struct_ser.serialize_field("key", v)?;
        }
        if !self.secret.is_empty() {
            struct_ser.serialize_field("secret", &self.secret)?;
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
impl<'de> serde::Deserialize<'de> for CreateKeyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "secret",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Secret,
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
                            "key" => Ok(GeneratedField::Key),
                            "secret" => Ok(GeneratedField::Secret),
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
            type Value = CreateKeyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.CreateKeyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CreateKeyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut secret__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = map_.next_value()?;
                        }
                        GeneratedField::Secret => {
                            if secret__.is_some() {
                                return Err(serde::de::Error::duplicate_field("secret"));
                            }
                            secret__ = Some(map_.next_value()?);
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
                Ok(CreateKeyResponse {
                    key: key__,
                    secret: secret__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.CreateKeyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExchangeTokenRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ExchangeTokenRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.token.is_empty() {
            struct_ser.serialize_field("token", &self.token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExchangeTokenRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "token",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Token,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "token" => Ok(GeneratedField::Token),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExchangeTokenRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ExchangeTokenRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExchangeTokenRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ExchangeTokenRequest {
                    tenant: tenant__.unwrap_or_default(),
                    token: token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ExchangeTokenRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExchangeTokenResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.key.is_some() {
            len += 1;
        }
        if !self.secret.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ExchangeTokenResponse", len)?;
        if let Some(v) = self.key.as_ref() {
            struct_ser.serialize_field("key", v)?;
        }
        if !self.secret.is_empty() {
            struct_ser.serialize_field("secret", &self.secret)?;
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
impl<'de> serde::Deserialize<'de> for ExchangeTokenResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
            "secret",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
            Secret,
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
                            "key" => Ok(GeneratedField::Key),
                            "secret" => Ok(GeneratedField::Secret),
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
            type Value = ExchangeTokenResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ExchangeTokenResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExchangeTokenResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                let mut secret__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = map_.next_value()?;
                        }
                        GeneratedField::Secret => {
                            if secret__.is_some() {
                                return Err(serde::de::Error::duplicate_field("secret"));
                            }
                            secret__ = Some(map_.next_value()?);
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
                Ok(ExchangeTokenResponse {
                    key: key__,
                    secret: secret__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ExchangeTokenResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExportAuditRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.chain != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ExportAuditRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if self.chain != 0 {
            let v = AuditChain::try_from(self.chain)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.chain)))?;
            struct_ser.serialize_field("chain", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExportAuditRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "chain",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Chain,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "chain" => Ok(GeneratedField::Chain),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExportAuditRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ExportAuditRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExportAuditRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut chain__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Chain => {
                            if chain__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chain"));
                            }
                            chain__ = Some(map_.next_value::<AuditChain>()? as i32);
                        }
                    }
                }
                Ok(ExportAuditRequest {
                    tenant: tenant__.unwrap_or_default(),
                    chain: chain__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ExportAuditRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ExportAuditResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.lines.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ExportAuditResponse", len)?;
        if !self.lines.is_empty() {
            struct_ser.serialize_field("lines", &self.lines)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ExportAuditResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "lines",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Lines,
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
                            "lines" => Ok(GeneratedField::Lines),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ExportAuditResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ExportAuditResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ExportAuditResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut lines__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Lines => {
                            if lines__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lines"));
                            }
                            lines__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ExportAuditResponse {
                    lines: lines__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ExportAuditResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FinalizeUpgradeRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.FinalizeUpgradeRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for FinalizeUpgradeRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = FinalizeUpgradeRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.FinalizeUpgradeRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FinalizeUpgradeRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(FinalizeUpgradeRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.FinalizeUpgradeRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FinalizeUpgradeResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.level != 0 {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.FinalizeUpgradeResponse", len)?;
        if self.level != 0 {
            struct_ser.serialize_field("level", &self.level)?;
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
impl<'de> serde::Deserialize<'de> for FinalizeUpgradeResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "level",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Level,
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
                            "level" => Ok(GeneratedField::Level),
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
            type Value = FinalizeUpgradeResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.FinalizeUpgradeResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FinalizeUpgradeResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut level__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                Ok(FinalizeUpgradeResponse {
                    level: level__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.FinalizeUpgradeResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetCallerRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.GetCallerRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetCallerRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetCallerRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetCallerRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetCallerRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(GetCallerRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetCallerRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetCallerResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.actor.is_empty() {
            len += 1;
        }
        if !self.key_id.is_empty() {
            len += 1;
        }
        if !self.roles.is_empty() {
            len += 1;
        }
        if !self.permissions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetCallerResponse", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.actor.is_empty() {
            struct_ser.serialize_field("actor", &self.actor)?;
        }
        if !self.key_id.is_empty() {
            struct_ser.serialize_field("keyId", &self.key_id)?;
        }
        if !self.roles.is_empty() {
            struct_ser.serialize_field("roles", &self.roles)?;
        }
        if !self.permissions.is_empty() {
            struct_ser.serialize_field("permissions", &self.permissions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetCallerResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "actor",
            "key_id",
            "keyId",
            "roles",
            "permissions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Actor,
            KeyId,
            Roles,
            Permissions,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "actor" => Ok(GeneratedField::Actor),
                            "keyId" | "key_id" => Ok(GeneratedField::KeyId),
                            "roles" => Ok(GeneratedField::Roles),
                            "permissions" => Ok(GeneratedField::Permissions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetCallerResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetCallerResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetCallerResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut actor__ = None;
                let mut key_id__ = None;
                let mut roles__ = None;
                let mut permissions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Actor => {
                            if actor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actor"));
                            }
                            actor__ = Some(map_.next_value()?);
                        }
                        GeneratedField::KeyId => {
                            if key_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keyId"));
                            }
                            key_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Roles => {
                            if roles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roles"));
                            }
                            roles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Permissions => {
                            if permissions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("permissions"));
                            }
                            permissions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetCallerResponse {
                    tenant: tenant__.unwrap_or_default(),
                    actor: actor__.unwrap_or_default(),
                    key_id: key_id__.unwrap_or_default(),
                    roles: roles__.unwrap_or_default(),
                    permissions: permissions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetCallerResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetClusterStatusRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.GetClusterStatusRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetClusterStatusRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetClusterStatusRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetClusterStatusRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetClusterStatusRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(GetClusterStatusRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetClusterStatusRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetClusterStatusResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.leader != 0 {
            len += 1;
        }
        if self.term != 0 {
            len += 1;
        }
        if !self.nodes.is_empty() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.held_until.is_some() {
            len += 1;
        }
        if self.level != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetClusterStatusResponse", len)?;
        if self.leader != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("leader", ToString::to_string(&self.leader).as_str())?;
        }
        if self.term != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("term", ToString::to_string(&self.term).as_str())?;
        }
        if !self.nodes.is_empty() {
            struct_ser.serialize_field("nodes", &self.nodes)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if let Some(v) = self.held_until.as_ref() {
            struct_ser.serialize_field("heldUntil", v)?;
        }
        if self.level != 0 {
            struct_ser.serialize_field("level", &self.level)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetClusterStatusResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "leader",
            "term",
            "nodes",
            "epoch",
            "held_until",
            "heldUntil",
            "level",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Leader,
            Term,
            Nodes,
            Epoch,
            HeldUntil,
            Level,
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
                            "leader" => Ok(GeneratedField::Leader),
                            "term" => Ok(GeneratedField::Term),
                            "nodes" => Ok(GeneratedField::Nodes),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "heldUntil" | "held_until" => Ok(GeneratedField::HeldUntil),
                            "level" => Ok(GeneratedField::Level),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetClusterStatusResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetClusterStatusResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetClusterStatusResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut leader__ = None;
                let mut term__ = None;
                let mut nodes__ = None;
                let mut epoch__ = None;
                let mut held_until__ = None;
                let mut level__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Leader => {
                            if leader__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leader"));
                            }
                            leader__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Term => {
                            if term__.is_some() {
                                return Err(serde::de::Error::duplicate_field("term"));
                            }
                            term__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Nodes => {
                            if nodes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nodes"));
                            }
                            nodes__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HeldUntil => {
                            if held_until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heldUntil"));
                            }
                            held_until__ = map_.next_value()?;
                        }
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetClusterStatusResponse {
                    leader: leader__.unwrap_or_default(),
                    term: term__.unwrap_or_default(),
                    nodes: nodes__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    held_until: held_until__,
                    level: level__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetClusterStatusResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetKeyRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetKeyRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetKeyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "tenant",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Tenant,
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
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetKeyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetKeyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetKeyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut tenant__ = None;
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
                    }
                }
                Ok(GetKeyRequest {
                    id: id__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetKeyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetKeyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.key.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetKeyResponse", len)?;
        if let Some(v) = self.key.as_ref() {
            struct_ser.serialize_field("key", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetKeyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "key",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Key,
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
                            "key" => Ok(GeneratedField::Key),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetKeyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetKeyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetKeyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut key__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetKeyResponse {
                    key: key__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetKeyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetLatenessStatsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.GetLatenessStatsRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetLatenessStatsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetLatenessStatsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetLatenessStatsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetLatenessStatsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(GetLatenessStatsRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetLatenessStatsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetLatenessStatsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.node != 0 {
            len += 1;
        }
        if self.since.is_some() {
            len += 1;
        }
        if !self.queues.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetLatenessStatsResponse", len)?;
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        if let Some(v) = self.since.as_ref() {
            struct_ser.serialize_field("since", v)?;
        }
        if !self.queues.is_empty() {
            struct_ser.serialize_field("queues", &self.queues)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetLatenessStatsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node",
            "since",
            "queues",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Node,
            Since,
            Queues,
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
                            "node" => Ok(GeneratedField::Node),
                            "since" => Ok(GeneratedField::Since),
                            "queues" => Ok(GeneratedField::Queues),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetLatenessStatsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetLatenessStatsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetLatenessStatsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node__ = None;
                let mut since__ = None;
                let mut queues__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Since => {
                            if since__.is_some() {
                                return Err(serde::de::Error::duplicate_field("since"));
                            }
                            since__ = map_.next_value()?;
                        }
                        GeneratedField::Queues => {
                            if queues__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queues"));
                            }
                            queues__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetLatenessStatsResponse {
                    node: node__.unwrap_or_default(),
                    since: since__,
                    queues: queues__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetLatenessStatsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetLimitsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.GetLimitsRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetLimitsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetLimitsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetLimitsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetLimitsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(GetLimitsRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetLimitsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetLimitsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.payload_bytes_max != 0 {
            len += 1;
        }
        if self.labels_max != 0 {
            len += 1;
        }
        if self.label_key_bytes_max != 0 {
            len += 1;
        }
        if self.label_value_bytes_max != 0 {
            len += 1;
        }
        if self.name_bytes_max != 0 {
            len += 1;
        }
        if self.id_bytes_max != 0 {
            len += 1;
        }
        if self.batch_max != 0 {
            len += 1;
        }
        if self.page_size_max != 0 {
            len += 1;
        }
        if self.page_size_default != 0 {
            len += 1;
        }
        if self.message_bytes_max != 0 {
            len += 1;
        }
        if self.horizon_max.is_some() {
            len += 1;
        }
        if self.past_max.is_some() {
            len += 1;
        }
        if self.lead_max.is_some() {
            len += 1;
        }
        if self.attempts_max != 0 {
            len += 1;
        }
        if self.ack_deadline_max.is_some() {
            len += 1;
        }
        if self.credits_max != 0 {
            len += 1;
        }
        if self.request_id_retention.is_some() {
            len += 1;
        }
        if self.timer_retention.is_some() {
            len += 1;
        }
        if self.event_retention.is_some() {
            len += 1;
        }
        if self.queue_age_max.is_some() {
            len += 1;
        }
        if self.wait_max.is_some() {
            len += 1;
        }
        if self.header_bytes_max != 0 {
            len += 1;
        }
        if self.connection_streams_max != 0 {
            len += 1;
        }
        if self.key_calls_max != 0 {
            len += 1;
        }
        if self.key_streams_max != 0 {
            len += 1;
        }
        if self.message_timeout.is_some() {
            len += 1;
        }
        if self.tenant_streams_max != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetLimitsResponse", len)?;
        if self.payload_bytes_max != 0 {
            struct_ser.serialize_field("payloadBytesMax", &self.payload_bytes_max)?;
        }
        if self.labels_max != 0 {
            struct_ser.serialize_field("labelsMax", &self.labels_max)?;
        }
        if self.label_key_bytes_max != 0 {
            struct_ser.serialize_field("labelKeyBytesMax", &self.label_key_bytes_max)?;
        }
        if self.label_value_bytes_max != 0 {
            struct_ser.serialize_field("labelValueBytesMax", &self.label_value_bytes_max)?;
        }
        if self.name_bytes_max != 0 {
            struct_ser.serialize_field("nameBytesMax", &self.name_bytes_max)?;
        }
        if self.id_bytes_max != 0 {
            struct_ser.serialize_field("idBytesMax", &self.id_bytes_max)?;
        }
        if self.batch_max != 0 {
            struct_ser.serialize_field("batchMax", &self.batch_max)?;
        }
        if self.page_size_max != 0 {
            struct_ser.serialize_field("pageSizeMax", &self.page_size_max)?;
        }
        if self.page_size_default != 0 {
            struct_ser.serialize_field("pageSizeDefault", &self.page_size_default)?;
        }
        if self.message_bytes_max != 0 {
            struct_ser.serialize_field("messageBytesMax", &self.message_bytes_max)?;
        }
        if let Some(v) = self.horizon_max.as_ref() {
            struct_ser.serialize_field("horizonMax", v)?;
        }
        if let Some(v) = self.past_max.as_ref() {
            struct_ser.serialize_field("pastMax", v)?;
        }
        if let Some(v) = self.lead_max.as_ref() {
            struct_ser.serialize_field("leadMax", v)?;
        }
        if self.attempts_max != 0 {
            struct_ser.serialize_field("attemptsMax", &self.attempts_max)?;
        }
        if let Some(v) = self.ack_deadline_max.as_ref() {
            struct_ser.serialize_field("ackDeadlineMax", v)?;
        }
        if self.credits_max != 0 {
            struct_ser.serialize_field("creditsMax", &self.credits_max)?;
        }
        if let Some(v) = self.request_id_retention.as_ref() {
            struct_ser.serialize_field("requestIdRetention", v)?;
        }
        if let Some(v) = self.timer_retention.as_ref() {
            struct_ser.serialize_field("timerRetention", v)?;
        }
        if let Some(v) = self.event_retention.as_ref() {
            struct_ser.serialize_field("eventRetention", v)?;
        }
        if let Some(v) = self.queue_age_max.as_ref() {
            struct_ser.serialize_field("queueAgeMax", v)?;
        }
        if let Some(v) = self.wait_max.as_ref() {
            struct_ser.serialize_field("waitMax", v)?;
        }
        if self.header_bytes_max != 0 {
            struct_ser.serialize_field("headerBytesMax", &self.header_bytes_max)?;
        }
        if self.connection_streams_max != 0 {
            struct_ser.serialize_field("connectionStreamsMax", &self.connection_streams_max)?;
        }
        if self.key_calls_max != 0 {
            struct_ser.serialize_field("keyCallsMax", &self.key_calls_max)?;
        }
        if self.key_streams_max != 0 {
            struct_ser.serialize_field("keyStreamsMax", &self.key_streams_max)?;
        }
        if let Some(v) = self.message_timeout.as_ref() {
            struct_ser.serialize_field("messageTimeout", v)?;
        }
        if self.tenant_streams_max != 0 {
            struct_ser.serialize_field("tenantStreamsMax", &self.tenant_streams_max)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetLimitsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "payload_bytes_max",
            "payloadBytesMax",
            "labels_max",
            "labelsMax",
            "label_key_bytes_max",
            "labelKeyBytesMax",
            "label_value_bytes_max",
            "labelValueBytesMax",
            "name_bytes_max",
            "nameBytesMax",
            "id_bytes_max",
            "idBytesMax",
            "batch_max",
            "batchMax",
            "page_size_max",
            "pageSizeMax",
            "page_size_default",
            "pageSizeDefault",
            "message_bytes_max",
            "messageBytesMax",
            "horizon_max",
            "horizonMax",
            "past_max",
            "pastMax",
            "lead_max",
            "leadMax",
            "attempts_max",
            "attemptsMax",
            "ack_deadline_max",
            "ackDeadlineMax",
            "credits_max",
            "creditsMax",
            "request_id_retention",
            "requestIdRetention",
            "timer_retention",
            "timerRetention",
            "event_retention",
            "eventRetention",
            "queue_age_max",
            "queueAgeMax",
            "wait_max",
            "waitMax",
            "header_bytes_max",
            "headerBytesMax",
            "connection_streams_max",
            "connectionStreamsMax",
            "key_calls_max",
            "keyCallsMax",
            "key_streams_max",
            "keyStreamsMax",
            "message_timeout",
            "messageTimeout",
            "tenant_streams_max",
            "tenantStreamsMax",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PayloadBytesMax,
            LabelsMax,
            LabelKeyBytesMax,
            LabelValueBytesMax,
            NameBytesMax,
            IdBytesMax,
            BatchMax,
            PageSizeMax,
            PageSizeDefault,
            MessageBytesMax,
            HorizonMax,
            PastMax,
            LeadMax,
            AttemptsMax,
            AckDeadlineMax,
            CreditsMax,
            RequestIdRetention,
            TimerRetention,
            EventRetention,
            QueueAgeMax,
            WaitMax,
            HeaderBytesMax,
            ConnectionStreamsMax,
            KeyCallsMax,
            KeyStreamsMax,
            MessageTimeout,
            TenantStreamsMax,
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
                            "payloadBytesMax" | "payload_bytes_max" => Ok(GeneratedField::PayloadBytesMax),
                            "labelsMax" | "labels_max" => Ok(GeneratedField::LabelsMax),
                            "labelKeyBytesMax" | "label_key_bytes_max" => Ok(GeneratedField::LabelKeyBytesMax),
                            "labelValueBytesMax" | "label_value_bytes_max" => Ok(GeneratedField::LabelValueBytesMax),
                            "nameBytesMax" | "name_bytes_max" => Ok(GeneratedField::NameBytesMax),
                            "idBytesMax" | "id_bytes_max" => Ok(GeneratedField::IdBytesMax),
                            "batchMax" | "batch_max" => Ok(GeneratedField::BatchMax),
                            "pageSizeMax" | "page_size_max" => Ok(GeneratedField::PageSizeMax),
                            "pageSizeDefault" | "page_size_default" => Ok(GeneratedField::PageSizeDefault),
                            "messageBytesMax" | "message_bytes_max" => Ok(GeneratedField::MessageBytesMax),
                            "horizonMax" | "horizon_max" => Ok(GeneratedField::HorizonMax),
                            "pastMax" | "past_max" => Ok(GeneratedField::PastMax),
                            "leadMax" | "lead_max" => Ok(GeneratedField::LeadMax),
                            "attemptsMax" | "attempts_max" => Ok(GeneratedField::AttemptsMax),
                            "ackDeadlineMax" | "ack_deadline_max" => Ok(GeneratedField::AckDeadlineMax),
                            "creditsMax" | "credits_max" => Ok(GeneratedField::CreditsMax),
                            "requestIdRetention" | "request_id_retention" => Ok(GeneratedField::RequestIdRetention),
                            "timerRetention" | "timer_retention" => Ok(GeneratedField::TimerRetention),
                            "eventRetention" | "event_retention" => Ok(GeneratedField::EventRetention),
                            "queueAgeMax" | "queue_age_max" => Ok(GeneratedField::QueueAgeMax),
                            "waitMax" | "wait_max" => Ok(GeneratedField::WaitMax),
                            "headerBytesMax" | "header_bytes_max" => Ok(GeneratedField::HeaderBytesMax),
                            "connectionStreamsMax" | "connection_streams_max" => Ok(GeneratedField::ConnectionStreamsMax),
                            "keyCallsMax" | "key_calls_max" => Ok(GeneratedField::KeyCallsMax),
                            "keyStreamsMax" | "key_streams_max" => Ok(GeneratedField::KeyStreamsMax),
                            "messageTimeout" | "message_timeout" => Ok(GeneratedField::MessageTimeout),
                            "tenantStreamsMax" | "tenant_streams_max" => Ok(GeneratedField::TenantStreamsMax),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetLimitsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetLimitsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetLimitsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut payload_bytes_max__ = None;
                let mut labels_max__ = None;
                let mut label_key_bytes_max__ = None;
                let mut label_value_bytes_max__ = None;
                let mut name_bytes_max__ = None;
                let mut id_bytes_max__ = None;
                let mut batch_max__ = None;
                let mut page_size_max__ = None;
                let mut page_size_default__ = None;
                let mut message_bytes_max__ = None;
                let mut horizon_max__ = None;
                let mut past_max__ = None;
                let mut lead_max__ = None;
                let mut attempts_max__ = None;
                let mut ack_deadline_max__ = None;
                let mut credits_max__ = None;
                let mut request_id_retention__ = None;
                let mut timer_retention__ = None;
                let mut event_retention__ = None;
                let mut queue_age_max__ = None;
                let mut wait_max__ = None;
                let mut header_bytes_max__ = None;
                let mut connection_streams_max__ = None;
                let mut key_calls_max__ = None;
                let mut key_streams_max__ = None;
                let mut message_timeout__ = None;
                let mut tenant_streams_max__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PayloadBytesMax => {
                            if payload_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payloadBytesMax"));
                            }
                            payload_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LabelsMax => {
                            if labels_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labelsMax"));
                            }
                            labels_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LabelKeyBytesMax => {
                            if label_key_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labelKeyBytesMax"));
                            }
                            label_key_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LabelValueBytesMax => {
                            if label_value_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labelValueBytesMax"));
                            }
                            label_value_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::NameBytesMax => {
                            if name_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nameBytesMax"));
                            }
                            name_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::IdBytesMax => {
                            if id_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idBytesMax"));
                            }
                            id_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::BatchMax => {
                            if batch_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("batchMax"));
                            }
                            batch_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PageSizeMax => {
                            if page_size_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageSizeMax"));
                            }
                            page_size_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PageSizeDefault => {
                            if page_size_default__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pageSizeDefault"));
                            }
                            page_size_default__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MessageBytesMax => {
                            if message_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageBytesMax"));
                            }
                            message_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HorizonMax => {
                            if horizon_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("horizonMax"));
                            }
                            horizon_max__ = map_.next_value()?;
                        }
                        GeneratedField::PastMax => {
                            if past_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pastMax"));
                            }
                            past_max__ = map_.next_value()?;
                        }
                        GeneratedField::LeadMax => {
                            if lead_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leadMax"));
                            }
                            lead_max__ = map_.next_value()?;
                        }
                        GeneratedField::AttemptsMax => {
                            if attempts_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attemptsMax"));
                            }
                            attempts_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AckDeadlineMax => {
                            if ack_deadline_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ackDeadlineMax"));
                            }
                            ack_deadline_max__ = map_.next_value()?;
                        }
                        GeneratedField::CreditsMax => {
                            if credits_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("creditsMax"));
                            }
                            credits_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RequestIdRetention => {
                            if request_id_retention__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestIdRetention"));
                            }
                            request_id_retention__ = map_.next_value()?;
                        }
                        GeneratedField::TimerRetention => {
                            if timer_retention__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timerRetention"));
                            }
                            timer_retention__ = map_.next_value()?;
                        }
                        GeneratedField::EventRetention => {
                            if event_retention__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventRetention"));
                            }
                            event_retention__ = map_.next_value()?;
                        }
                        GeneratedField::QueueAgeMax => {
                            if queue_age_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queueAgeMax"));
                            }
                            queue_age_max__ = map_.next_value()?;
                        }
                        GeneratedField::WaitMax => {
                            if wait_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waitMax"));
                            }
                            wait_max__ = map_.next_value()?;
                        }
                        GeneratedField::HeaderBytesMax => {
                            if header_bytes_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("headerBytesMax"));
                            }
                            header_bytes_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ConnectionStreamsMax => {
                            if connection_streams_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("connectionStreamsMax"));
                            }
                            connection_streams_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::KeyCallsMax => {
                            if key_calls_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keyCallsMax"));
                            }
                            key_calls_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::KeyStreamsMax => {
                            if key_streams_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keyStreamsMax"));
                            }
                            key_streams_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MessageTimeout => {
                            if message_timeout__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageTimeout"));
                            }
                            message_timeout__ = map_.next_value()?;
                        }
                        GeneratedField::TenantStreamsMax => {
                            if tenant_streams_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenantStreamsMax"));
                            }
                            tenant_streams_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetLimitsResponse {
                    payload_bytes_max: payload_bytes_max__.unwrap_or_default(),
                    labels_max: labels_max__.unwrap_or_default(),
                    label_key_bytes_max: label_key_bytes_max__.unwrap_or_default(),
                    label_value_bytes_max: label_value_bytes_max__.unwrap_or_default(),
                    name_bytes_max: name_bytes_max__.unwrap_or_default(),
                    id_bytes_max: id_bytes_max__.unwrap_or_default(),
                    batch_max: batch_max__.unwrap_or_default(),
                    page_size_max: page_size_max__.unwrap_or_default(),
                    page_size_default: page_size_default__.unwrap_or_default(),
                    message_bytes_max: message_bytes_max__.unwrap_or_default(),
                    horizon_max: horizon_max__,
                    past_max: past_max__,
                    lead_max: lead_max__,
                    attempts_max: attempts_max__.unwrap_or_default(),
                    ack_deadline_max: ack_deadline_max__,
                    credits_max: credits_max__.unwrap_or_default(),
                    request_id_retention: request_id_retention__,
                    timer_retention: timer_retention__,
                    event_retention: event_retention__,
                    queue_age_max: queue_age_max__,
                    wait_max: wait_max__,
                    header_bytes_max: header_bytes_max__.unwrap_or_default(),
                    connection_streams_max: connection_streams_max__.unwrap_or_default(),
                    key_calls_max: key_calls_max__.unwrap_or_default(),
                    key_streams_max: key_streams_max__.unwrap_or_default(),
                    message_timeout: message_timeout__,
                    tenant_streams_max: tenant_streams_max__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetLimitsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetPolicyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetPolicyRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetPolicyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetPolicyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetPolicyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetPolicyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetPolicyRequest {
                    tenant: tenant__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetPolicyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetPolicyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.policy.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetPolicyResponse", len)?;
        if let Some(v) = self.policy.as_ref() {
            struct_ser.serialize_field("policy", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetPolicyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "policy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Policy,
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
                            "policy" => Ok(GeneratedField::Policy),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetPolicyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetPolicyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetPolicyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut policy__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetPolicyResponse {
                    policy: policy__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetPolicyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetTenantRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetTenantRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetTenantRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetTenantRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetTenantRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetTenantRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetTenantRequest {
                    tenant: tenant__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetTenantRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetTenantResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.tenant.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetTenantResponse", len)?;
        if let Some(v) = self.tenant.as_ref() {
            struct_ser.serialize_field("tenant", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetTenantResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetTenantResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetTenantResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetTenantResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetTenantResponse {
                    tenant: tenant__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetTenantResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetTrustRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetTrustRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetTrustRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetTrustRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetTrustRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetTrustRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(GetTrustRequest {
                    tenant: tenant__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetTrustRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetTrustResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.trust.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetTrustResponse", len)?;
        if let Some(v) = self.trust.as_ref() {
            struct_ser.serialize_field("trust", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetTrustResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "trust",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Trust,
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
                            "trust" => Ok(GeneratedField::Trust),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetTrustResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetTrustResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetTrustResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut trust__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Trust => {
                            if trust__.is_some() {
                                return Err(serde::de::Error::duplicate_field("trust"));
                            }
                            trust__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetTrustResponse {
                    trust: trust__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetTrustResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetVersionRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.GetVersionRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetVersionRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetVersionRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetVersionRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetVersionRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(GetVersionRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetVersionRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetVersionResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.version.is_empty() {
            len += 1;
        }
        if !self.cluster_id.is_empty() {
            len += 1;
        }
        if self.node != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.GetVersionResponse", len)?;
        if !self.version.is_empty() {
            struct_ser.serialize_field("version", &self.version)?;
        }
        if !self.cluster_id.is_empty() {
            struct_ser.serialize_field("clusterId", &self.cluster_id)?;
        }
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetVersionResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "version",
            "cluster_id",
            "clusterId",
            "node",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Version,
            ClusterId,
            Node,
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
                            "version" => Ok(GeneratedField::Version),
                            "clusterId" | "cluster_id" => Ok(GeneratedField::ClusterId),
                            "node" => Ok(GeneratedField::Node),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GetVersionResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.GetVersionResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetVersionResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut version__ = None;
                let mut cluster_id__ = None;
                let mut node__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClusterId => {
                            if cluster_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clusterId"));
                            }
                            cluster_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GetVersionResponse {
                    version: version__.unwrap_or_default(),
                    cluster_id: cluster_id__.unwrap_or_default(),
                    node: node__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.GetVersionResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Key {
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
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.roles.is_empty() {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if self.expire_time.is_some() {
            len += 1;
        }
        if !self.created_by.is_empty() {
            len += 1;
        }
        if self.revoke_time.is_some() {
            len += 1;
        }
        if !self.revoked_by.is_empty() {
            len += 1;
        }
        if !self.revoke_reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.Key", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.roles.is_empty() {
            struct_ser.serialize_field("roles", &self.roles)?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if let Some(v) = self.expire_time.as_ref() {
            struct_ser.serialize_field("expireTime", v)?;
        }
        if !self.created_by.is_empty() {
            struct_ser.serialize_field("createdBy", &self.created_by)?;
        }
        if let Some(v) = self.revoke_time.as_ref() {
            struct_ser.serialize_field("revokeTime", v)?;
        }
        if !self.revoked_by.is_empty() {
            struct_ser.serialize_field("revokedBy", &self.revoked_by)?;
        }
        if !self.revoke_reason.is_empty() {
            struct_ser.serialize_field("revokeReason", &self.revoke_reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Key {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "tenant",
            "name",
            "roles",
            "create_time",
            "createTime",
            "expire_time",
            "expireTime",
            "created_by",
            "createdBy",
            "revoke_time",
            "revokeTime",
            "revoked_by",
            "revokedBy",
            "revoke_reason",
            "revokeReason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Tenant,
            Name,
            Roles,
            CreateTime,
            ExpireTime,
            CreatedBy,
            RevokeTime,
            RevokedBy,
            RevokeReason,
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
                            "name" => Ok(GeneratedField::Name),
                            "roles" => Ok(GeneratedField::Roles),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "expireTime" | "expire_time" => Ok(GeneratedField::ExpireTime),
                            "createdBy" | "created_by" => Ok(GeneratedField::CreatedBy),
                            "revokeTime" | "revoke_time" => Ok(GeneratedField::RevokeTime),
                            "revokedBy" | "revoked_by" => Ok(GeneratedField::RevokedBy),
                            "revokeReason" | "revoke_reason" => Ok(GeneratedField::RevokeReason),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Key;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.Key")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Key, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut tenant__ = None;
                let mut name__ = None;
                let mut roles__ = None;
                let mut create_time__ = None;
                let mut expire_time__ = None;
                let mut created_by__ = None;
                let mut revoke_time__ = None;
                let mut revoked_by__ = None;
                let mut revoke_reason__ = None;
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
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Roles => {
                            if roles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roles"));
                            }
                            roles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CreateTime => {
                            if create_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTime"));
                            }
                            create_time__ = map_.next_value()?;
                        }
                        GeneratedField::ExpireTime => {
                            if expire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expireTime"));
                            }
                            expire_time__ = map_.next_value()?;
                        }
                        GeneratedField::CreatedBy => {
                            if created_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdBy"));
                            }
                            created_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RevokeTime => {
                            if revoke_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revokeTime"));
                            }
                            revoke_time__ = map_.next_value()?;
                        }
                        GeneratedField::RevokedBy => {
                            if revoked_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revokedBy"));
                            }
                            revoked_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RevokeReason => {
                            if revoke_reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revokeReason"));
                            }
                            revoke_reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Key {
                    id: id__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    roles: roles__.unwrap_or_default(),
                    create_time: create_time__,
                    expire_time: expire_time__,
                    created_by: created_by__.unwrap_or_default(),
                    revoke_time: revoke_time__,
                    revoked_by: revoked_by__.unwrap_or_default(),
                    revoke_reason: revoke_reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.Key", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LatenessBucket {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.below.is_some() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.LatenessBucket", len)?;
        if let Some(v) = self.below.as_ref() {
            struct_ser.serialize_field("below", v)?;
        }
        if self.count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&self.count).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LatenessBucket {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "below",
            "count",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Below,
            Count,
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
                            "below" => Ok(GeneratedField::Below),
                            "count" => Ok(GeneratedField::Count),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LatenessBucket;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.LatenessBucket")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LatenessBucket, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut below__ = None;
                let mut count__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Below => {
                            if below__.is_some() {
                                return Err(serde::de::Error::duplicate_field("below"));
                            }
                            below__ = map_.next_value()?;
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(LatenessBucket {
                    below: below__,
                    count: count__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.LatenessBucket", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LatenessDistribution {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.count != 0 {
            len += 1;
        }
        if self.p50.is_some() {
            len += 1;
        }
        if self.p90.is_some() {
            len += 1;
        }
        if self.p99.is_some() {
            len += 1;
        }
        if self.max.is_some() {
            len += 1;
        }
        if !self.buckets.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.LatenessDistribution", len)?;
        if self.count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&self.count).as_str())?;
        }
        if let Some(v) = self.p50.as_ref() {
            struct_ser.serialize_field("p50", v)?;
        }
        if let Some(v) = self.p90.as_ref() {
            struct_ser.serialize_field("p90", v)?;
        }
        if let Some(v) = self.p99.as_ref() {
            struct_ser.serialize_field("p99", v)?;
        }
        if let Some(v) = self.max.as_ref() {
            struct_ser.serialize_field("max", v)?;
        }
        if !self.buckets.is_empty() {
            struct_ser.serialize_field("buckets", &self.buckets)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LatenessDistribution {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "count",
            "p50",
            "p90",
            "p99",
            "max",
            "buckets",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Count,
            P50,
            P90,
            P99,
            Max,
            Buckets,
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
                            "count" => Ok(GeneratedField::Count),
                            "p50" => Ok(GeneratedField::P50),
                            "p90" => Ok(GeneratedField::P90),
                            "p99" => Ok(GeneratedField::P99),
                            "max" => Ok(GeneratedField::Max),
                            "buckets" => Ok(GeneratedField::Buckets),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LatenessDistribution;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.LatenessDistribution")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LatenessDistribution, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut count__ = None;
                let mut p50__ = None;
                let mut p90__ = None;
                let mut p99__ = None;
                let mut max__ = None;
                let mut buckets__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::P50 => {
                            if p50__.is_some() {
                                return Err(serde::de::Error::duplicate_field("p50"));
                            }
                            p50__ = map_.next_value()?;
                        }
                        GeneratedField::P90 => {
                            if p90__.is_some() {
                                return Err(serde::de::Error::duplicate_field("p90"));
                            }
                            p90__ = map_.next_value()?;
                        }
                        GeneratedField::P99 => {
                            if p99__.is_some() {
                                return Err(serde::de::Error::duplicate_field("p99"));
                            }
                            p99__ = map_.next_value()?;
                        }
                        GeneratedField::Max => {
                            if max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("max"));
                            }
                            max__ = map_.next_value()?;
                        }
                        GeneratedField::Buckets => {
                            if buckets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buckets"));
                            }
                            buckets__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(LatenessDistribution {
                    count: count__.unwrap_or_default(),
                    p50: p50__,
                    p90: p90__,
                    p99: p99__,
                    max: max__,
                    buckets: buckets__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.LatenessDistribution", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListAuditRecordsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.chain != 0 {
            len += 1;
        }
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.since.is_some() {
            len += 1;
        }
        if self.until.is_some() {
            len += 1;
        }
        if !self.actor.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ListAuditRecordsRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if self.chain != 0 {
            let v = AuditChain::try_from(self.chain)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.chain)))?;
            struct_ser.serialize_field("chain", &v)?;
        }
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if let Some(v) = self.since.as_ref() {
            struct_ser.serialize_field("since", v)?;
        }
        if let Some(v) = self.until.as_ref() {
            struct_ser.serialize_field("until", v)?;
        }
        if !self.actor.is_empty() {
            struct_ser.serialize_field("actor", &self.actor)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListAuditRecordsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "chain",
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "since",
            "until",
            "actor",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Chain,
            PageSize,
            PageToken,
            Since,
            Until,
            Actor,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "chain" => Ok(GeneratedField::Chain),
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            "since" => Ok(GeneratedField::Since),
                            "until" => Ok(GeneratedField::Until),
                            "actor" => Ok(GeneratedField::Actor),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListAuditRecordsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ListAuditRecordsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListAuditRecordsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut chain__ = None;
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut since__ = None;
                let mut until__ = None;
                let mut actor__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Chain => {
                            if chain__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chain"));
                            }
                            chain__ = Some(map_.next_value::<AuditChain>()? as i32);
                        }
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
                        GeneratedField::Since => {
                            if since__.is_some() {
                                return Err(serde::de::Error::duplicate_field("since"));
                            }
                            since__ = map_.next_value()?;
                        }
                        GeneratedField::Until => {
                            if until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("until"));
                            }
                            until__ = map_.next_value()?;
                        }
                        GeneratedField::Actor => {
                            if actor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actor"));
                            }
                            actor__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListAuditRecordsRequest {
                    tenant: tenant__.unwrap_or_default(),
                    chain: chain__.unwrap_or_default(),
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    since: since__,
                    until: until__,
                    actor: actor__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ListAuditRecordsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListAuditRecordsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.records.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ListAuditRecordsResponse", len)?;
        if !self.records.is_empty() {
            struct_ser.serialize_field("records", &self.records)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListAuditRecordsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "records",
            "next_page_token",
            "nextPageToken",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Records,
            NextPageToken,
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
                            "records" => Ok(GeneratedField::Records),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListAuditRecordsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ListAuditRecordsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListAuditRecordsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut records__ = None;
                let mut next_page_token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Records => {
                            if records__.is_some() {
                                return Err(serde::de::Error::duplicate_field("records"));
                            }
                            records__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListAuditRecordsResponse {
                    records: records__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ListAuditRecordsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListKeysRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ListKeysRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListKeysRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            PageSize,
            PageToken,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "pageSize" | "page_size" => Ok(GeneratedField::PageSize),
                            "pageToken" | "page_token" => Ok(GeneratedField::PageToken),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListKeysRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ListKeysRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListKeysRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut page_size__ = None;
                let mut page_token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
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
                    }
                }
                Ok(ListKeysRequest {
                    tenant: tenant__.unwrap_or_default(),
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ListKeysRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListKeysResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.keys.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ListKeysResponse", len)?;
        if !self.keys.is_empty() {
            struct_ser.serialize_field("keys", &self.keys)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListKeysResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "keys",
            "next_page_token",
            "nextPageToken",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Keys,
            NextPageToken,
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
                            "keys" => Ok(GeneratedField::Keys),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListKeysResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ListKeysResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListKeysResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut keys__ = None;
                let mut next_page_token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Keys => {
                            if keys__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keys"));
                            }
                            keys__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListKeysResponse {
                    keys: keys__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ListKeysResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListTenantsRequest {
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
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ListTenantsRequest", len)?;
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListTenantsRequest {
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
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PageSize,
            PageToken,
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
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListTenantsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ListTenantsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListTenantsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut page_size__ = None;
                let mut page_token__ = None;
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
                    }
                }
                Ok(ListTenantsRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ListTenantsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListTenantsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenants.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ListTenantsResponse", len)?;
        if !self.tenants.is_empty() {
            struct_ser.serialize_field("tenants", &self.tenants)?;
        }
        if !self.next_page_token.is_empty() {
            struct_ser.serialize_field("nextPageToken", &self.next_page_token)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListTenantsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenants",
            "next_page_token",
            "nextPageToken",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenants,
            NextPageToken,
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
                            "tenants" => Ok(GeneratedField::Tenants),
                            "nextPageToken" | "next_page_token" => Ok(GeneratedField::NextPageToken),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListTenantsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ListTenantsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListTenantsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenants__ = None;
                let mut next_page_token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenants => {
                            if tenants__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenants"));
                            }
                            tenants__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextPageToken => {
                            if next_page_token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextPageToken"));
                            }
                            next_page_token__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListTenantsResponse {
                    tenants: tenants__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ListTenantsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LogEntry {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.index != 0 {
            len += 1;
        }
        if self.term != 0 {
            len += 1;
        }
        if !self.body.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.LogEntry", len)?;
        if self.index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("index", ToString::to_string(&self.index).as_str())?;
        }
        if self.term != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("term", ToString::to_string(&self.term).as_str())?;
        }
        if !self.body.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("body", pbjson::private::base64::encode(&self.body).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LogEntry {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "index",
            "term",
            "body",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Index,
            Term,
            Body,
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
                            "index" => Ok(GeneratedField::Index),
                            "term" => Ok(GeneratedField::Term),
                            "body" => Ok(GeneratedField::Body),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LogEntry;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.LogEntry")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LogEntry, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut index__ = None;
                let mut term__ = None;
                let mut body__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Index => {
                            if index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("index"));
                            }
                            index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Term => {
                            if term__.is_some() {
                                return Err(serde::de::Error::duplicate_field("term"));
                            }
                            term__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Body => {
                            if body__.is_some() {
                                return Err(serde::de::Error::duplicate_field("body"));
                            }
                            body__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(LogEntry {
                    index: index__.unwrap_or_default(),
                    term: term__.unwrap_or_default(),
                    body: body__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.LogEntry", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for NodeRole {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "NODE_ROLE_UNSPECIFIED",
            Self::Leader => "NODE_ROLE_LEADER",
            Self::Follower => "NODE_ROLE_FOLLOWER",
            Self::Learner => "NODE_ROLE_LEARNER",
            Self::Unreachable => "NODE_ROLE_UNREACHABLE",
            Self::Quarantined => "NODE_ROLE_QUARANTINED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for NodeRole {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "NODE_ROLE_UNSPECIFIED",
            "NODE_ROLE_LEADER",
            "NODE_ROLE_FOLLOWER",
            "NODE_ROLE_LEARNER",
            "NODE_ROLE_UNREACHABLE",
            "NODE_ROLE_QUARANTINED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = NodeRole;

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
                    "NODE_ROLE_UNSPECIFIED" => Ok(NodeRole::Unspecified),
                    "NODE_ROLE_LEADER" => Ok(NodeRole::Leader),
                    "NODE_ROLE_FOLLOWER" => Ok(NodeRole::Follower),
                    "NODE_ROLE_LEARNER" => Ok(NodeRole::Learner),
                    "NODE_ROLE_UNREACHABLE" => Ok(NodeRole::Unreachable),
                    "NODE_ROLE_QUARANTINED" => Ok(NodeRole::Quarantined),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for OverdueAction {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "OVERDUE_ACTION_UNSPECIFIED",
            Self::Fire => "OVERDUE_ACTION_FIRE",
            Self::Miss => "OVERDUE_ACTION_MISS",
            Self::Cancel => "OVERDUE_ACTION_CANCEL",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for OverdueAction {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "OVERDUE_ACTION_UNSPECIFIED",
            "OVERDUE_ACTION_FIRE",
            "OVERDUE_ACTION_MISS",
            "OVERDUE_ACTION_CANCEL",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = OverdueAction;

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
                    "OVERDUE_ACTION_UNSPECIFIED" => Ok(OverdueAction::Unspecified),
                    "OVERDUE_ACTION_FIRE" => Ok(OverdueAction::Fire),
                    "OVERDUE_ACTION_MISS" => Ok(OverdueAction::Miss),
                    "OVERDUE_ACTION_CANCEL" => Ok(OverdueAction::Cancel),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for PayloadKey {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.number != 0 {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.PayloadKey", len)?;
        if self.number != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("number", ToString::to_string(&self.number).as_str())?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PayloadKey {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "number",
            "create_time",
            "createTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Number,
            CreateTime,
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
                            "number" => Ok(GeneratedField::Number),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PayloadKey;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.PayloadKey")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PayloadKey, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut number__ = None;
                let mut create_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Number => {
                            if number__.is_some() {
                                return Err(serde::de::Error::duplicate_field("number"));
                            }
                            number__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CreateTime => {
                            if create_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTime"));
                            }
                            create_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(PayloadKey {
                    number: number__.unwrap_or_default(),
                    create_time: create_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.PayloadKey", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Policy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.text.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if !self.digest.is_empty() {
            len += 1;
        }
        if !self.updated_by.is_empty() {
            len += 1;
        }
        if self.update_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.Policy", len)?;
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if !self.digest.is_empty() {
            struct_ser.serialize_field("digest", &self.digest)?;
        }
        if !self.updated_by.is_empty() {
            struct_ser.serialize_field("updatedBy", &self.updated_by)?;
        }
        if let Some(v) = self.update_time.as_ref() {
            struct_ser.serialize_field("updateTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Policy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "text",
            "version",
            "digest",
            "updated_by",
            "updatedBy",
            "update_time",
            "updateTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Text,
            Version,
            Digest,
            UpdatedBy,
            UpdateTime,
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
                            "text" => Ok(GeneratedField::Text),
                            "version" => Ok(GeneratedField::Version),
                            "digest" => Ok(GeneratedField::Digest),
                            "updatedBy" | "updated_by" => Ok(GeneratedField::UpdatedBy),
                            "updateTime" | "update_time" => Ok(GeneratedField::UpdateTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Policy;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.Policy")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Policy, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut text__ = None;
                let mut version__ = None;
                let mut digest__ = None;
                let mut updated_by__ = None;
                let mut update_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Digest => {
                            if digest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("digest"));
                            }
                            digest__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdatedBy => {
                            if updated_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updatedBy"));
                            }
                            updated_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdateTime => {
                            if update_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updateTime"));
                            }
                            update_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Policy {
                    text: text__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    digest: digest__.unwrap_or_default(),
                    updated_by: updated_by__.unwrap_or_default(),
                    update_time: update_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.Policy", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PolicyOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "POLICY_OUTCOME_UNSPECIFIED",
            Self::Silent => "POLICY_OUTCOME_SILENT",
            Self::Forbids => "POLICY_OUTCOME_FORBIDS",
            Self::Failed => "POLICY_OUTCOME_FAILED",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for PolicyOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "POLICY_OUTCOME_UNSPECIFIED",
            "POLICY_OUTCOME_SILENT",
            "POLICY_OUTCOME_FORBIDS",
            "POLICY_OUTCOME_FAILED",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = PolicyOutcome;

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
                    "POLICY_OUTCOME_UNSPECIFIED" => Ok(PolicyOutcome::Unspecified),
                    "POLICY_OUTCOME_SILENT" => Ok(PolicyOutcome::Silent),
                    "POLICY_OUTCOME_FORBIDS" => Ok(PolicyOutcome::Forbids),
                    "POLICY_OUTCOME_FAILED" => Ok(PolicyOutcome::Failed),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for PolicyQuery {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.principal.is_empty() {
            len += 1;
        }
        if !self.role.is_empty() {
            len += 1;
        }
        if !self.action.is_empty() {
            len += 1;
        }
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.queue.is_empty() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if self.due_in_seconds.is_some() {
            len += 1;
        }
        if self.payload_bytes.is_some() {
            len += 1;
        }
        if !self.kind.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.PolicyQuery", len)?;
        if !self.principal.is_empty() {
            struct_ser.serialize_field("principal", &self.principal)?;
        }
        if !self.role.is_empty() {
            struct_ser.serialize_field("role", &self.role)?;
        }
        if !self.action.is_empty() {
            struct_ser.serialize_field("action", &self.action)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.queue.is_empty() {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if let Some(v) = self.due_in_seconds.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("dueInSeconds", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.payload_bytes.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("payloadBytes", ToString::to_string(&v).as_str())?;
        }
        if !self.kind.is_empty() {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PolicyQuery {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "principal",
            "role",
            "action",
            "id",
            "queue",
            "labels",
            "due_in_seconds",
            "dueInSeconds",
            "payload_bytes",
            "payloadBytes",
            "kind",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Principal,
            Role,
            Action,
            Id,
            Queue,
            Labels,
            DueInSeconds,
            PayloadBytes,
            Kind,
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
                            "principal" => Ok(GeneratedField::Principal),
                            "role" => Ok(GeneratedField::Role),
                            "action" => Ok(GeneratedField::Action),
                            "id" => Ok(GeneratedField::Id),
                            "queue" => Ok(GeneratedField::Queue),
                            "labels" => Ok(GeneratedField::Labels),
                            "dueInSeconds" | "due_in_seconds" => Ok(GeneratedField::DueInSeconds),
                            "payloadBytes" | "payload_bytes" => Ok(GeneratedField::PayloadBytes),
                            "kind" => Ok(GeneratedField::Kind),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PolicyQuery;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.PolicyQuery")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PolicyQuery, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut principal__ = None;
                let mut role__ = None;
                let mut action__ = None;
                let mut id__ = None;
                let mut queue__ = None;
                let mut labels__ = None;
                let mut due_in_seconds__ = None;
                let mut payload_bytes__ = None;
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Principal => {
                            if principal__.is_some() {
                                return Err(serde::de::Error::duplicate_field("principal"));
                            }
                            principal__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Action => {
                            if action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("action"));
                            }
                            action__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::DueInSeconds => {
                            if due_in_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dueInSeconds"));
                            }
                            due_in_seconds__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::PayloadBytes => {
                            if payload_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payloadBytes"));
                            }
                            payload_bytes__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PolicyQuery {
                    principal: principal__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                    action: action__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    queue: queue__.unwrap_or_default(),
                    labels: labels__.unwrap_or_default(),
                    due_in_seconds: due_in_seconds__,
                    payload_bytes: payload_bytes__,
                    kind: kind__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.PolicyQuery", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PolicyRuleOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.rule.is_empty() {
            len += 1;
        }
        if self.outcome != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.PolicyRuleOutcome", len)?;
        if !self.rule.is_empty() {
            struct_ser.serialize_field("rule", &self.rule)?;
        }
        if self.outcome != 0 {
            let v = PolicyOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PolicyRuleOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "rule",
            "outcome",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Rule,
            Outcome,
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
                            "rule" => Ok(GeneratedField::Rule),
                            "outcome" => Ok(GeneratedField::Outcome),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PolicyRuleOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.PolicyRuleOutcome")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PolicyRuleOutcome, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut rule__ = None;
                let mut outcome__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Rule => {
                            if rule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rule"));
                            }
                            rule__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<PolicyOutcome>()? as i32);
                        }
                    }
                }
                Ok(PolicyRuleOutcome {
                    rule: rule__.unwrap_or_default(),
                    outcome: outcome__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.PolicyRuleOutcome", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for QueueLateness {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.queue.is_empty() {
            len += 1;
        }
        if self.released.is_some() {
            len += 1;
        }
        if self.delivered.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.QueueLateness", len)?;
        if !self.queue.is_empty() {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        if let Some(v) = self.released.as_ref() {
            struct_ser.serialize_field("released", v)?;
        }
        if let Some(v) = self.delivered.as_ref() {
            struct_ser.serialize_field("delivered", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for QueueLateness {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
            "released",
            "delivered",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
            Released,
            Delivered,
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
                            "queue" => Ok(GeneratedField::Queue),
                            "released" => Ok(GeneratedField::Released),
                            "delivered" => Ok(GeneratedField::Delivered),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = QueueLateness;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.QueueLateness")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<QueueLateness, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                let mut released__ = None;
                let mut delivered__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Released => {
                            if released__.is_some() {
                                return Err(serde::de::Error::duplicate_field("released"));
                            }
                            released__ = map_.next_value()?;
                        }
                        GeneratedField::Delivered => {
                            if delivered__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delivered"));
                            }
                            delivered__ = map_.next_value()?;
                        }
                    }
                }
                Ok(QueueLateness {
                    queue: queue__.unwrap_or_default(),
                    released: released__,
                    delivered: delivered__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.QueueLateness", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Quota {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.pending_timers != 0 {
            len += 1;
        }
        if self.pending_bytes != 0 {
            len += 1;
        }
        if self.creates_per_second != 0 {
            len += 1;
        }
        if self.creates_per_day != 0 {
            len += 1;
        }
        if self.horizon.is_some() {
            len += 1;
        }
        if self.pending_timers_per_agent != 0 {
            len += 1;
        }
        if self.schedule_period.is_some() {
            len += 1;
        }
        if self.checkpoint_bytes != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.Quota", len)?;
        if self.pending_timers != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("pendingTimers", ToString::to_string(&self.pending_timers).as_str())?;
        }
        if self.pending_bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("pendingBytes", ToString::to_string(&self.pending_bytes).as_str())?;
        }
        if self.creates_per_second != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("createsPerSecond", ToString::to_string(&self.creates_per_second).as_str())?;
        }
        if self.creates_per_day != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("createsPerDay", ToString::to_string(&self.creates_per_day).as_str())?;
        }
        if let Some(v) = self.horizon.as_ref() {
            struct_ser.serialize_field("horizon", v)?;
        }
        if self.pending_timers_per_agent != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("pendingTimersPerAgent", ToString::to_string(&self.pending_timers_per_agent).as_str())?;
        }
        if let Some(v) = self.schedule_period.as_ref() {
            struct_ser.serialize_field("schedulePeriod", v)?;
        }
        if self.checkpoint_bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("checkpointBytes", ToString::to_string(&self.checkpoint_bytes).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Quota {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "pending_timers",
            "pendingTimers",
            "pending_bytes",
            "pendingBytes",
            "creates_per_second",
            "createsPerSecond",
            "creates_per_day",
            "createsPerDay",
            "horizon",
            "pending_timers_per_agent",
            "pendingTimersPerAgent",
            "schedule_period",
            "schedulePeriod",
            "checkpoint_bytes",
            "checkpointBytes",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PendingTimers,
            PendingBytes,
            CreatesPerSecond,
            CreatesPerDay,
            Horizon,
            PendingTimersPerAgent,
            SchedulePeriod,
            CheckpointBytes,
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
                            "pendingTimers" | "pending_timers" => Ok(GeneratedField::PendingTimers),
                            "pendingBytes" | "pending_bytes" => Ok(GeneratedField::PendingBytes),
                            "createsPerSecond" | "creates_per_second" => Ok(GeneratedField::CreatesPerSecond),
                            "createsPerDay" | "creates_per_day" => Ok(GeneratedField::CreatesPerDay),
                            "horizon" => Ok(GeneratedField::Horizon),
                            "pendingTimersPerAgent" | "pending_timers_per_agent" => Ok(GeneratedField::PendingTimersPerAgent),
                            "schedulePeriod" | "schedule_period" => Ok(GeneratedField::SchedulePeriod),
                            "checkpointBytes" | "checkpoint_bytes" => Ok(GeneratedField::CheckpointBytes),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Quota;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.Quota")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Quota, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut pending_timers__ = None;
                let mut pending_bytes__ = None;
                let mut creates_per_second__ = None;
                let mut creates_per_day__ = None;
                let mut horizon__ = None;
                let mut pending_timers_per_agent__ = None;
                let mut schedule_period__ = None;
                let mut checkpoint_bytes__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PendingTimers => {
                            if pending_timers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pendingTimers"));
                            }
                            pending_timers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PendingBytes => {
                            if pending_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pendingBytes"));
                            }
                            pending_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CreatesPerSecond => {
                            if creates_per_second__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createsPerSecond"));
                            }
                            creates_per_second__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CreatesPerDay => {
                            if creates_per_day__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createsPerDay"));
                            }
                            creates_per_day__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Horizon => {
                            if horizon__.is_some() {
                                return Err(serde::de::Error::duplicate_field("horizon"));
                            }
                            horizon__ = map_.next_value()?;
                        }
                        GeneratedField::PendingTimersPerAgent => {
                            if pending_timers_per_agent__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pendingTimersPerAgent"));
                            }
                            pending_timers_per_agent__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SchedulePeriod => {
                            if schedule_period__.is_some() {
                                return Err(serde::de::Error::duplicate_field("schedulePeriod"));
                            }
                            schedule_period__ = map_.next_value()?;
                        }
                        GeneratedField::CheckpointBytes => {
                            if checkpoint_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpointBytes"));
                            }
                            checkpoint_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Quota {
                    pending_timers: pending_timers__.unwrap_or_default(),
                    pending_bytes: pending_bytes__.unwrap_or_default(),
                    creates_per_second: creates_per_second__.unwrap_or_default(),
                    creates_per_day: creates_per_day__.unwrap_or_default(),
                    horizon: horizon__,
                    pending_timers_per_agent: pending_timers_per_agent__.unwrap_or_default(),
                    schedule_period: schedule_period__,
                    checkpoint_bytes: checkpoint_bytes__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.Quota", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReadLogRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.after_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ReadLogRequest", len)?;
        if self.after_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("afterIndex", ToString::to_string(&self.after_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReadLogRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "after_index",
            "afterIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            AfterIndex,
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
                            "afterIndex" | "after_index" => Ok(GeneratedField::AfterIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReadLogRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ReadLogRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReadLogRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut after_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::AfterIndex => {
                            if after_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("afterIndex"));
                            }
                            after_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReadLogRequest {
                    after_index: after_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ReadLogRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReadLogResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.cluster_id.is_empty() {
            len += 1;
        }
        if self.epoch != 0 {
            len += 1;
        }
        if self.applied_index != 0 {
            len += 1;
        }
        if self.first_index != 0 {
            len += 1;
        }
        if !self.entries.is_empty() {
            len += 1;
        }
        if self.complete_time.is_some() {
            len += 1;
        }
        if self.latest_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ReadLogResponse", len)?;
        if !self.cluster_id.is_empty() {
            struct_ser.serialize_field("clusterId", &self.cluster_id)?;
        }
        if self.epoch != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("epoch", ToString::to_string(&self.epoch).as_str())?;
        }
        if self.applied_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("appliedIndex", ToString::to_string(&self.applied_index).as_str())?;
        }
        if self.first_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("firstIndex", ToString::to_string(&self.first_index).as_str())?;
        }
        if !self.entries.is_empty() {
            struct_ser.serialize_field("entries", &self.entries)?;
        }
        if let Some(v) = self.complete_time.as_ref() {
            struct_ser.serialize_field("completeTime", v)?;
        }
        if let Some(v) = self.latest_time.as_ref() {
            struct_ser.serialize_field("latestTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReadLogResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cluster_id",
            "clusterId",
            "epoch",
            "applied_index",
            "appliedIndex",
            "first_index",
            "firstIndex",
            "entries",
            "complete_time",
            "completeTime",
            "latest_time",
            "latestTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ClusterId,
            Epoch,
            AppliedIndex,
            FirstIndex,
            Entries,
            CompleteTime,
            LatestTime,
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
                            "clusterId" | "cluster_id" => Ok(GeneratedField::ClusterId),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "appliedIndex" | "applied_index" => Ok(GeneratedField::AppliedIndex),
                            "firstIndex" | "first_index" => Ok(GeneratedField::FirstIndex),
                            "entries" => Ok(GeneratedField::Entries),
                            "completeTime" | "complete_time" => Ok(GeneratedField::CompleteTime),
                            "latestTime" | "latest_time" => Ok(GeneratedField::LatestTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReadLogResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ReadLogResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReadLogResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cluster_id__ = None;
                let mut epoch__ = None;
                let mut applied_index__ = None;
                let mut first_index__ = None;
                let mut entries__ = None;
                let mut complete_time__ = None;
                let mut latest_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ClusterId => {
                            if cluster_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clusterId"));
                            }
                            cluster_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AppliedIndex => {
                            if applied_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("appliedIndex"));
                            }
                            applied_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::FirstIndex => {
                            if first_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("firstIndex"));
                            }
                            first_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Entries => {
                            if entries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("entries"));
                            }
                            entries__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CompleteTime => {
                            if complete_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("completeTime"));
                            }
                            complete_time__ = map_.next_value()?;
                        }
                        GeneratedField::LatestTime => {
                            if latest_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("latestTime"));
                            }
                            latest_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ReadLogResponse {
                    cluster_id: cluster_id__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    applied_index: applied_index__.unwrap_or_default(),
                    first_index: first_index__.unwrap_or_default(),
                    entries: entries__.unwrap_or_default(),
                    complete_time: complete_time__,
                    latest_time: latest_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ReadLogResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reason {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "REASON_UNSPECIFIED",
            Self::NameEmpty => "REASON_NAME_EMPTY",
            Self::NameTooLong => "REASON_NAME_TOO_LONG",
            Self::NameCharset => "REASON_NAME_CHARSET",
            Self::IdEmpty => "REASON_ID_EMPTY",
            Self::IdTooLong => "REASON_ID_TOO_LONG",
            Self::IdCharset => "REASON_ID_CHARSET",
            Self::TimeSpecChoice => "REASON_TIME_SPEC_CHOICE",
            Self::TimestampRange => "REASON_TIMESTAMP_RANGE",
            Self::HorizonExceeded => "REASON_HORIZON_EXCEEDED",
            Self::FireTimeTooOld => "REASON_FIRE_TIME_TOO_OLD",
            Self::DelayNegative => "REASON_DELAY_NEGATIVE",
            Self::DelayRange => "REASON_DELAY_RANGE",
            Self::PayloadTooLarge => "REASON_PAYLOAD_TOO_LARGE",
            Self::PayloadJson => "REASON_PAYLOAD_JSON",
            Self::ContentType => "REASON_CONTENT_TYPE",
            Self::LabelCount => "REASON_LABEL_COUNT",
            Self::LabelSize => "REASON_LABEL_SIZE",
            Self::LabelDuplicate => "REASON_LABEL_DUPLICATE",
            Self::LabelCharset => "REASON_LABEL_CHARSET",
            Self::RetryPolicy => "REASON_RETRY_POLICY",
            Self::AckDeadlineRange => "REASON_ACK_DEADLINE_RANGE",
            Self::ReasonTooLong => "REASON_REASON_TOO_LONG",
            Self::BatchSize => "REASON_BATCH_SIZE",
            Self::BatchDuplicate => "REASON_BATCH_DUPLICATE",
            Self::PageSize => "REASON_PAGE_SIZE",
            Self::PageToken => "REASON_PAGE_TOKEN",
            Self::WindowEmpty => "REASON_WINDOW_EMPTY",
            Self::CreditsRange => "REASON_CREDITS_RANGE",
            Self::FenceInvalid => "REASON_FENCE_INVALID",
            Self::FilterTooComplex => "REASON_FILTER_TOO_COMPLEX",
            Self::StreamOrder => "REASON_STREAM_ORDER",
            Self::Malformed => "REASON_MALFORMED",
            Self::WaitRange => "REASON_WAIT_RANGE",
            Self::FilterEmpty => "REASON_FILTER_EMPTY",
            Self::TimerExists => "REASON_TIMER_EXISTS",
            Self::IdempotencyMismatch => "REASON_IDEMPOTENCY_MISMATCH",
            Self::Timer => "REASON_TIMER",
            Self::Event => "REASON_EVENT",
            Self::NotDue => "REASON_NOT_DUE",
            Self::StaleFence => "REASON_STALE_FENCE",
            Self::CursorAhead => "REASON_CURSOR_AHEAD",
            Self::CursorCompacted => "REASON_CURSOR_COMPACTED",
            Self::CursorInvalid => "REASON_CURSOR_INVALID",
            Self::Quota => "REASON_QUOTA",
            Self::DiskReserve => "REASON_DISK_RESERVE",
            Self::MessageTooLarge => "REASON_MESSAGE_TOO_LARGE",
            Self::Overloaded => "REASON_OVERLOADED",
            Self::NoQuorum => "REASON_NO_QUORUM",
            Self::NotLeader => "REASON_NOT_LEADER",
            Self::OutcomeUnknown => "REASON_OUTCOME_UNKNOWN",
            Self::ShuttingDown => "REASON_SHUTTING_DOWN",
            Self::Internal => "REASON_INTERNAL",
            Self::IndexNotReached => "REASON_INDEX_NOT_REACHED",
            Self::AlreadyRedriven => "REASON_ALREADY_REDRIVEN",
            Self::AlreadySettled => "REASON_ALREADY_SETTLED",
            Self::MembershipBusy => "REASON_MEMBERSHIP_BUSY",
            Self::QuorumLoss => "REASON_QUORUM_LOSS",
            Self::NodeIdBurned => "REASON_NODE_ID_BURNED",
            Self::Node => "REASON_NODE",
            Self::NodeUnreachable => "REASON_NODE_UNREACHABLE",
            Self::AddressInvalid => "REASON_ADDRESS_INVALID",
            Self::ReplicaDiverged => "REASON_REPLICA_DIVERGED",
            Self::BackupChecksum => "REASON_BACKUP_CHECKSUM",
            Self::BackupExists => "REASON_BACKUP_EXISTS",
            Self::BackupIncomplete => "REASON_BACKUP_INCOMPLETE",
            Self::NotEmpty => "REASON_NOT_EMPTY",
            Self::EpochNotLarger => "REASON_EPOCH_NOT_LARGER",
            Self::ActionRequired => "REASON_ACTION_REQUIRED",
            Self::QueueExists => "REASON_QUEUE_EXISTS",
            Self::Queue => "REASON_QUEUE",
            Self::StateVersion => "REASON_STATE_VERSION",
            Self::MaxAgeRange => "REASON_MAX_AGE_RANGE",
            Self::UpdateMask => "REASON_UPDATE_MASK",
            Self::DescriptionTooLong => "REASON_DESCRIPTION_TOO_LONG",
            Self::ConcurrencyKey => "REASON_CONCURRENCY_KEY",
            Self::KeyConcurrencyRange => "REASON_KEY_CONCURRENCY_RANGE",
            Self::Note => "REASON_NOTE",
            Self::FeatureNotActive => "REASON_FEATURE_NOT_ACTIVE",
            Self::UpgradeBlocked => "REASON_UPGRADE_BLOCKED",
            Self::NodeLevel => "REASON_NODE_LEVEL",
            Self::Path => "REASON_PATH",
            Self::Method => "REASON_METHOD",
            Self::MediaType => "REASON_MEDIA_TYPE",
            Self::Origin => "REASON_ORIGIN",
            Self::TlsRequired => "REASON_TLS_REQUIRED",
            Self::TooManyCalls => "REASON_TOO_MANY_CALLS",
            Self::TooManyStreams => "REASON_TOO_MANY_STREAMS",
            Self::MessageTooSlow => "REASON_MESSAGE_TOO_SLOW",
            Self::CredentialsMissing => "REASON_CREDENTIALS_MISSING",
            Self::CredentialsInvalid => "REASON_CREDENTIALS_INVALID",
            Self::CredentialsAmbiguous => "REASON_CREDENTIALS_AMBIGUOUS",
            Self::RoleInsufficient => "REASON_ROLE_INSUFFICIENT",
            Self::TenantForbidden => "REASON_TENANT_FORBIDDEN",
            Self::RoleUnknown => "REASON_ROLE_UNKNOWN",
            Self::Credential => "REASON_CREDENTIAL",
            Self::TenantCharset => "REASON_TENANT_CHARSET",
            Self::ExpireTime => "REASON_EXPIRE_TIME",
            Self::SigningKey => "REASON_SIGNING_KEY",
            Self::TenantRequired => "REASON_TENANT_REQUIRED",
            Self::JoinToken => "REASON_JOIN_TOKEN",
            Self::JoinTokenTtlRange => "REASON_JOIN_TOKEN_TTL_RANGE",
            Self::PeerTlsRequired => "REASON_PEER_TLS_REQUIRED",
            Self::PeerCaKey => "REASON_PEER_CA_KEY",
            Self::JoinRequest => "REASON_JOIN_REQUEST",
            Self::PolicyDenied => "REASON_POLICY_DENIED",
            Self::PolicyTooLarge => "REASON_POLICY_TOO_LARGE",
            Self::PolicySyntax => "REASON_POLICY_SYNTAX",
            Self::PolicyType => "REASON_POLICY_TYPE",
            Self::PolicyRule => "REASON_POLICY_RULE",
            Self::PolicyVersion => "REASON_POLICY_VERSION",
            Self::PolicyChanged => "REASON_POLICY_CHANGED",
            Self::PolicyQuery => "REASON_POLICY_QUERY",
            Self::Webhook => "REASON_WEBHOOK",
            Self::WebhookExists => "REASON_WEBHOOK_EXISTS",
            Self::WebhookVersion => "REASON_WEBHOOK_VERSION",
            Self::SecretsKey => "REASON_SECRETS_KEY",
            Self::RateRange => "REASON_RATE_RANGE",
            Self::DisableAfterRange => "REASON_DISABLE_AFTER_RANGE",
            Self::EventType => "REASON_EVENT_TYPE",
            Self::UrlEmpty => "REASON_URL_EMPTY",
            Self::UrlTooLong => "REASON_URL_TOO_LONG",
            Self::UrlCharset => "REASON_URL_CHARSET",
            Self::UrlScheme => "REASON_URL_SCHEME",
            Self::UrlSyntax => "REASON_URL_SYNTAX",
            Self::UrlUserinfo => "REASON_URL_USERINFO",
            Self::UrlFragment => "REASON_URL_FRAGMENT",
            Self::UrlHost => "REASON_URL_HOST",
            Self::UrlPort => "REASON_URL_PORT",
            Self::UrlPrivateAddress => "REASON_URL_PRIVATE_ADDRESS",
            Self::HeadersTooMany => "REASON_HEADERS_TOO_MANY",
            Self::HeaderInvalid => "REASON_HEADER_INVALID",
            Self::HeaderReserved => "REASON_HEADER_RESERVED",
            Self::ActionCount => "REASON_ACTION_COUNT",
            Self::ActionTarget => "REASON_ACTION_TARGET",
            Self::AfterAttemptsRange => "REASON_AFTER_ATTEMPTS_RANGE",
            Self::Agent => "REASON_AGENT",
            Self::AgentTemplate => "REASON_AGENT_TEMPLATE",
            Self::TrustRule => "REASON_TRUST_RULE",
            Self::TrustVersion => "REASON_TRUST_VERSION",
            Self::TrustChanged => "REASON_TRUST_CHANGED",
            Self::TokenExchangeOff => "REASON_TOKEN_EXCHANGE_OFF",
            Self::TokenTooLarge => "REASON_TOKEN_TOO_LARGE",
            Self::TokenMalformed => "REASON_TOKEN_MALFORMED",
            Self::TokenAlg => "REASON_TOKEN_ALG",
            Self::TokenHeader => "REASON_TOKEN_HEADER",
            Self::TokenKey => "REASON_TOKEN_KEY",
            Self::TokenKeysUnavailable => "REASON_TOKEN_KEYS_UNAVAILABLE",
            Self::TokenIssuer => "REASON_TOKEN_ISSUER",
            Self::TokenSignature => "REASON_TOKEN_SIGNATURE",
            Self::TokenClaim => "REASON_TOKEN_CLAIM",
            Self::TokenAudience => "REASON_TOKEN_AUDIENCE",
            Self::TokenNotYetValid => "REASON_TOKEN_NOT_YET_VALID",
            Self::TokenExpired => "REASON_TOKEN_EXPIRED",
            Self::TokenTooOld => "REASON_TOKEN_TOO_OLD",
            Self::TokenEvent => "REASON_TOKEN_EVENT",
            Self::NoRoleMapping => "REASON_NO_ROLE_MAPPING",
            Self::TokenReplayed => "REASON_TOKEN_REPLAYED",
            Self::TokenReplayFull => "REASON_TOKEN_REPLAY_FULL",
            Self::CronSyntax => "REASON_CRON_SYNTAX",
            Self::CronFieldRange => "REASON_CRON_FIELD_RANGE",
            Self::CronRangeReversed => "REASON_CRON_RANGE_REVERSED",
            Self::CronStepZero => "REASON_CRON_STEP_ZERO",
            Self::CronTooLong => "REASON_CRON_TOO_LONG",
            Self::CronNeverMatches => "REASON_CRON_NEVER_MATCHES",
            Self::RruleSyntax => "REASON_RRULE_SYNTAX",
            Self::RruleUnsupported => "REASON_RRULE_UNSUPPORTED",
            Self::RruleRange => "REASON_RRULE_RANGE",
            Self::RruleTooLong => "REASON_RRULE_TOO_LONG",
            Self::RruleNeverMatches => "REASON_RRULE_NEVER_MATCHES",
            Self::IntervalRange => "REASON_INTERVAL_RANGE",
            Self::InstantsRange => "REASON_INSTANTS_RANGE",
            Self::TimezoneUnknown => "REASON_TIMEZONE_UNKNOWN",
            Self::CountRange => "REASON_COUNT_RANGE",
            Self::JitterRange => "REASON_JITTER_RANGE",
            Self::PeriodTooShort => "REASON_PERIOD_TOO_SHORT",
            Self::CatchupUnbounded => "REASON_CATCHUP_UNBOUNDED",
            Self::Schedule => "REASON_SCHEDULE",
            Self::ScheduleExists => "REASON_SCHEDULE_EXISTS",
            Self::ScheduleMoved => "REASON_SCHEDULE_MOVED",
            Self::ZoneDataOlder => "REASON_ZONE_DATA_OLDER",
            Self::BackfillTooLarge => "REASON_BACKFILL_TOO_LARGE",
            Self::BackfillRunning => "REASON_BACKFILL_RUNNING",
            Self::SchedulePaused => "REASON_SCHEDULE_PAUSED",
            Self::BackfillForgotten => "REASON_BACKFILL_FORGOTTEN",
            Self::VersionRequired => "REASON_VERSION_REQUIRED",
            Self::VersionConflict => "REASON_VERSION_CONFLICT",
            Self::Checkpoint => "REASON_CHECKPOINT",
            Self::ChecksumMismatch => "REASON_CHECKSUM_MISMATCH",
            Self::KeepLastRange => "REASON_KEEP_LAST_RANGE",
            Self::RollbackVersion => "REASON_ROLLBACK_VERSION",
            Self::TimerCount => "REASON_TIMER_COUNT",
            Self::CheckpointPartition => "REASON_CHECKPOINT_PARTITION",
            Self::Lease => "REASON_LEASE",
            Self::LeaseHeld => "REASON_LEASE_HELD",
            Self::LeaseExpired => "REASON_LEASE_EXPIRED",
            Self::TtlRange => "REASON_TTL_RANGE",
            Self::Budget => "REASON_BUDGET",
            Self::BudgetSpent => "REASON_BUDGET_SPENT",
            Self::AmountRange => "REASON_AMOUNT_RANGE",
            Self::LimitRange => "REASON_LIMIT_RANGE",
            Self::WindowRange => "REASON_WINDOW_RANGE",
            Self::CooldownRange => "REASON_COOLDOWN_RANGE",
            Self::GuardFailed => "REASON_GUARD_FAILED",
            Self::Transaction => "REASON_TRANSACTION",
            Self::OperationCount => "REASON_OPERATION_COUNT",
            Self::TransactionPartition => "REASON_TRANSACTION_PARTITION",
            Self::OperationOptional => "REASON_OPERATION_OPTIONAL",
            Self::EmitType => "REASON_EMIT_TYPE",
            Self::EmitSubject => "REASON_EMIT_SUBJECT",
            Self::EmitAttribute => "REASON_EMIT_ATTRIBUTE",
            Self::NotAWatchdog => "REASON_NOT_A_WATCHDOG",
            Self::IsAWatchdog => "REASON_IS_A_WATCHDOG",
            Self::WatchdogStages => "REASON_WATCHDOG_STAGES",
            Self::TouchCount => "REASON_TOUCH_COUNT",
            Self::ConditionFailed => "REASON_CONDITION_FAILED",
            Self::Condition => "REASON_CONDITION",
            Self::AboveQuota => "REASON_ABOVE_QUOTA",
            Self::DefinitionInvalid => "REASON_DEFINITION_INVALID",
            Self::DefinitionNoExit => "REASON_DEFINITION_NO_EXIT",
            Self::DefinitionUnknownPhase => "REASON_DEFINITION_UNKNOWN_PHASE",
            Self::DefinitionDuplicate => "REASON_DEFINITION_DUPLICATE",
            Self::DefinitionTooLarge => "REASON_DEFINITION_TOO_LARGE",
            Self::Definition => "REASON_DEFINITION",
            Self::Execution => "REASON_EXECUTION",
            Self::ExecutionExists => "REASON_EXECUTION_EXISTS",
            Self::ExecutionField => "REASON_EXECUTION_FIELD",
            Self::Terminal => "REASON_TERMINAL",
            Self::NotRunning => "REASON_NOT_RUNNING",
            Self::NotInPhase => "REASON_NOT_IN_PHASE",
            Self::Transition => "REASON_TRANSITION",
            Self::GateNotMet => "REASON_GATE_NOT_MET",
            Self::NotAwaitingApproval => "REASON_NOT_AWAITING_APPROVAL",
            Self::Children => "REASON_CHILDREN",
            Self::ChildExists => "REASON_CHILD_EXISTS",
            Self::NothingToRetry => "REASON_NOTHING_TO_RETRY",
            Self::AgentField => "REASON_AGENT_FIELD",
            Self::AgentRules => "REASON_AGENT_RULES",
            Self::PhaseTimeout => "REASON_PHASE_TIMEOUT",
            Self::StaleEpoch => "REASON_STALE_EPOCH",
            Self::AgentNotActive => "REASON_AGENT_NOT_ACTIVE",
            Self::PayloadKey => "REASON_PAYLOAD_KEY",
            Self::PayloadKeysVersion => "REASON_PAYLOAD_KEYS_VERSION",
            Self::PayloadKeysChanged => "REASON_PAYLOAD_KEYS_CHANGED",
            Self::PayloadShredded => "REASON_PAYLOAD_SHREDDED",
            Self::Handoff => "REASON_HANDOFF",
            Self::HandoffExists => "REASON_HANDOFF_EXISTS",
            Self::HandoffOpen => "REASON_HANDOFF_OPEN",
            Self::HandoffOver => "REASON_HANDOFF_OVER",
            Self::HandoffParty => "REASON_HANDOFF_PARTY",
            Self::HandoffState => "REASON_HANDOFF_STATE",
            Self::Joining => "REASON_JOINING",
            Self::NoPoint => "REASON_NO_POINT",
            Self::Arrivals => "REASON_ARRIVALS",
            Self::Queued => "REASON_QUEUED",
            Self::NothingToResolve => "REASON_NOTHING_TO_RESOLVE",
            Self::Fix => "REASON_FIX",
            Self::RecoveryCommand => "REASON_RECOVERY_COMMAND",
            Self::RecoveryCommandOver => "REASON_RECOVERY_COMMAND_OVER",
            Self::ExecutionFull => "REASON_EXECUTION_FULL",
            Self::EventSubject => "REASON_EVENT_SUBJECT",
            Self::SelfApproval => "REASON_SELF_APPROVAL",
            Self::SecretsTooMany => "REASON_SECRETS_TOO_MANY",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Reason {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "REASON_UNSPECIFIED",
            "REASON_NAME_EMPTY",
            "REASON_NAME_TOO_LONG",
            "REASON_NAME_CHARSET",
            "REASON_ID_EMPTY",
            "REASON_ID_TOO_LONG",
            "REASON_ID_CHARSET",
            "REASON_TIME_SPEC_CHOICE",
            "REASON_TIMESTAMP_RANGE",
            "REASON_HORIZON_EXCEEDED",
            "REASON_FIRE_TIME_TOO_OLD",
            "REASON_DELAY_NEGATIVE",
            "REASON_DELAY_RANGE",
            "REASON_PAYLOAD_TOO_LARGE",
            "REASON_PAYLOAD_JSON",
            "REASON_CONTENT_TYPE",
            "REASON_LABEL_COUNT",
            "REASON_LABEL_SIZE",
            "REASON_LABEL_DUPLICATE",
            "REASON_LABEL_CHARSET",
            "REASON_RETRY_POLICY",
            "REASON_ACK_DEADLINE_RANGE",
            "REASON_REASON_TOO_LONG",
            "REASON_BATCH_SIZE",
            "REASON_BATCH_DUPLICATE",
            "REASON_PAGE_SIZE",
            "REASON_PAGE_TOKEN",
            "REASON_WINDOW_EMPTY",
            "REASON_CREDITS_RANGE",
            "REASON_FENCE_INVALID",
            "REASON_FILTER_TOO_COMPLEX",
            "REASON_STREAM_ORDER",
            "REASON_MALFORMED",
            "REASON_WAIT_RANGE",
            "REASON_FILTER_EMPTY",
            "REASON_TIMER_EXISTS",
            "REASON_IDEMPOTENCY_MISMATCH",
            "REASON_TIMER",
            "REASON_EVENT",
            "REASON_NOT_DUE",
            "REASON_STALE_FENCE",
            "REASON_CURSOR_AHEAD",
            "REASON_CURSOR_COMPACTED",
            "REASON_CURSOR_INVALID",
            "REASON_QUOTA",
            "REASON_DISK_RESERVE",
            "REASON_MESSAGE_TOO_LARGE",
            "REASON_OVERLOADED",
            "REASON_NO_QUORUM",
            "REASON_NOT_LEADER",
            "REASON_OUTCOME_UNKNOWN",
            "REASON_SHUTTING_DOWN",
            "REASON_INTERNAL",
            "REASON_INDEX_NOT_REACHED",
            "REASON_ALREADY_REDRIVEN",
            "REASON_ALREADY_SETTLED",
            "REASON_MEMBERSHIP_BUSY",
            "REASON_QUORUM_LOSS",
            "REASON_NODE_ID_BURNED",
            "REASON_NODE",
            "REASON_NODE_UNREACHABLE",
            "REASON_ADDRESS_INVALID",
            "REASON_REPLICA_DIVERGED",
            "REASON_BACKUP_CHECKSUM",
            "REASON_BACKUP_EXISTS",
            "REASON_BACKUP_INCOMPLETE",
            "REASON_NOT_EMPTY",
            "REASON_EPOCH_NOT_LARGER",
            "REASON_ACTION_REQUIRED",
            "REASON_QUEUE_EXISTS",
            "REASON_QUEUE",
            "REASON_STATE_VERSION",
            "REASON_MAX_AGE_RANGE",
            "REASON_UPDATE_MASK",
            "REASON_DESCRIPTION_TOO_LONG",
            "REASON_CONCURRENCY_KEY",
            "REASON_KEY_CONCURRENCY_RANGE",
            "REASON_NOTE",
            "REASON_FEATURE_NOT_ACTIVE",
            "REASON_UPGRADE_BLOCKED",
            "REASON_NODE_LEVEL",
            "REASON_PATH",
            "REASON_METHOD",
            "REASON_MEDIA_TYPE",
            "REASON_ORIGIN",
            "REASON_TLS_REQUIRED",
            "REASON_TOO_MANY_CALLS",
            "REASON_TOO_MANY_STREAMS",
            "REASON_MESSAGE_TOO_SLOW",
            "REASON_CREDENTIALS_MISSING",
            "REASON_CREDENTIALS_INVALID",
            "REASON_CREDENTIALS_AMBIGUOUS",
            "REASON_ROLE_INSUFFICIENT",
            "REASON_TENANT_FORBIDDEN",
            "REASON_ROLE_UNKNOWN",
            "REASON_CREDENTIAL",
            "REASON_TENANT_CHARSET",
            "REASON_EXPIRE_TIME",
            "REASON_SIGNING_KEY",
            "REASON_TENANT_REQUIRED",
            "REASON_JOIN_TOKEN",
            "REASON_JOIN_TOKEN_TTL_RANGE",
            "REASON_PEER_TLS_REQUIRED",
            "REASON_PEER_CA_KEY",
            "REASON_JOIN_REQUEST",
            "REASON_POLICY_DENIED",
            "REASON_POLICY_TOO_LARGE",
            "REASON_POLICY_SYNTAX",
            "REASON_POLICY_TYPE",
            "REASON_POLICY_RULE",
            "REASON_POLICY_VERSION",
            "REASON_POLICY_CHANGED",
            "REASON_POLICY_QUERY",
            "REASON_WEBHOOK",
            "REASON_WEBHOOK_EXISTS",
            "REASON_WEBHOOK_VERSION",
            "REASON_SECRETS_KEY",
            "REASON_RATE_RANGE",
            "REASON_DISABLE_AFTER_RANGE",
            "REASON_EVENT_TYPE",
            "REASON_URL_EMPTY",
            "REASON_URL_TOO_LONG",
            "REASON_URL_CHARSET",
            "REASON_URL_SCHEME",
            "REASON_URL_SYNTAX",
            "REASON_URL_USERINFO",
            "REASON_URL_FRAGMENT",
            "REASON_URL_HOST",
            "REASON_URL_PORT",
            "REASON_URL_PRIVATE_ADDRESS",
            "REASON_HEADERS_TOO_MANY",
            "REASON_HEADER_INVALID",
            "REASON_HEADER_RESERVED",
            "REASON_ACTION_COUNT",
            "REASON_ACTION_TARGET",
            "REASON_AFTER_ATTEMPTS_RANGE",
            "REASON_AGENT",
            "REASON_AGENT_TEMPLATE",
            "REASON_TRUST_RULE",
            "REASON_TRUST_VERSION",
            "REASON_TRUST_CHANGED",
            "REASON_TOKEN_EXCHANGE_OFF",
            "REASON_TOKEN_TOO_LARGE",
            "REASON_TOKEN_MALFORMED",
            "REASON_TOKEN_ALG",
            "REASON_TOKEN_HEADER",
            "REASON_TOKEN_KEY",
            "REASON_TOKEN_KEYS_UNAVAILABLE",
            "REASON_TOKEN_ISSUER",
            "REASON_TOKEN_SIGNATURE",
            "REASON_TOKEN_CLAIM",
            "REASON_TOKEN_AUDIENCE",
            "REASON_TOKEN_NOT_YET_VALID",
            "REASON_TOKEN_EXPIRED",
            "REASON_TOKEN_TOO_OLD",
            "REASON_TOKEN_EVENT",
            "REASON_NO_ROLE_MAPPING",
            "REASON_TOKEN_REPLAYED",
            "REASON_TOKEN_REPLAY_FULL",
            "REASON_CRON_SYNTAX",
            "REASON_CRON_FIELD_RANGE",
            "REASON_CRON_RANGE_REVERSED",
            "REASON_CRON_STEP_ZERO",
            "REASON_CRON_TOO_LONG",
            "REASON_CRON_NEVER_MATCHES",
            "REASON_RRULE_SYNTAX",
            "REASON_RRULE_UNSUPPORTED",
            "REASON_RRULE_RANGE",
            "REASON_RRULE_TOO_LONG",
            "REASON_RRULE_NEVER_MATCHES",
            "REASON_INTERVAL_RANGE",
            "REASON_INSTANTS_RANGE",
            "REASON_TIMEZONE_UNKNOWN",
            "REASON_COUNT_RANGE",
            "REASON_JITTER_RANGE",
            "REASON_PERIOD_TOO_SHORT",
            "REASON_CATCHUP_UNBOUNDED",
            "REASON_SCHEDULE",
            "REASON_SCHEDULE_EXISTS",
            "REASON_SCHEDULE_MOVED",
            "REASON_ZONE_DATA_OLDER",
            "REASON_BACKFILL_TOO_LARGE",
            "REASON_BACKFILL_RUNNING",
            "REASON_SCHEDULE_PAUSED",
            "REASON_BACKFILL_FORGOTTEN",
            "REASON_VERSION_REQUIRED",
            "REASON_VERSION_CONFLICT",
            "REASON_CHECKPOINT",
            "REASON_CHECKSUM_MISMATCH",
            "REASON_KEEP_LAST_RANGE",
            "REASON_ROLLBACK_VERSION",
            "REASON_TIMER_COUNT",
            "REASON_CHECKPOINT_PARTITION",
            "REASON_LEASE",
            "REASON_LEASE_HELD",
            "REASON_LEASE_EXPIRED",
            "REASON_TTL_RANGE",
            "REASON_BUDGET",
            "REASON_BUDGET_SPENT",
            "REASON_AMOUNT_RANGE",
            "REASON_LIMIT_RANGE",
            "REASON_WINDOW_RANGE",
            "REASON_COOLDOWN_RANGE",
            "REASON_GUARD_FAILED",
            "REASON_TRANSACTION",
            "REASON_OPERATION_COUNT",
            "REASON_TRANSACTION_PARTITION",
            "REASON_OPERATION_OPTIONAL",
            "REASON_EMIT_TYPE",
            "REASON_EMIT_SUBJECT",
            "REASON_EMIT_ATTRIBUTE",
            "REASON_NOT_A_WATCHDOG",
            "REASON_IS_A_WATCHDOG",
            "REASON_WATCHDOG_STAGES",
            "REASON_TOUCH_COUNT",
            "REASON_CONDITION_FAILED",
            "REASON_CONDITION",
            "REASON_ABOVE_QUOTA",
            "REASON_DEFINITION_INVALID",
            "REASON_DEFINITION_NO_EXIT",
            "REASON_DEFINITION_UNKNOWN_PHASE",
            "REASON_DEFINITION_DUPLICATE",
            "REASON_DEFINITION_TOO_LARGE",
            "REASON_DEFINITION",
            "REASON_EXECUTION",
            "REASON_EXECUTION_EXISTS",
            "REASON_EXECUTION_FIELD",
            "REASON_TERMINAL",
            "REASON_NOT_RUNNING",
            "REASON_NOT_IN_PHASE",
            "REASON_TRANSITION",
            "REASON_GATE_NOT_MET",
            "REASON_NOT_AWAITING_APPROVAL",
            "REASON_CHILDREN",
            "REASON_CHILD_EXISTS",
            "REASON_NOTHING_TO_RETRY",
            "REASON_AGENT_FIELD",
            "REASON_AGENT_RULES",
            "REASON_PHASE_TIMEOUT",
            "REASON_STALE_EPOCH",
            "REASON_AGENT_NOT_ACTIVE",
            "REASON_PAYLOAD_KEY",
            "REASON_PAYLOAD_KEYS_VERSION",
            "REASON_PAYLOAD_KEYS_CHANGED",
            "REASON_PAYLOAD_SHREDDED",
            "REASON_HANDOFF",
            "REASON_HANDOFF_EXISTS",
            "REASON_HANDOFF_OPEN",
            "REASON_HANDOFF_OVER",
            "REASON_HANDOFF_PARTY",
            "REASON_HANDOFF_STATE",
            "REASON_JOINING",
            "REASON_NO_POINT",
            "REASON_ARRIVALS",
            "REASON_QUEUED",
            "REASON_NOTHING_TO_RESOLVE",
            "REASON_FIX",
            "REASON_RECOVERY_COMMAND",
            "REASON_RECOVERY_COMMAND_OVER",
            "REASON_EXECUTION_FULL",
            "REASON_EVENT_SUBJECT",
            "REASON_SELF_APPROVAL",
            "REASON_SECRETS_TOO_MANY",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Reason;

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
                    "REASON_UNSPECIFIED" => Ok(Reason::Unspecified),
                    "REASON_NAME_EMPTY" => Ok(Reason::NameEmpty),
                    "REASON_NAME_TOO_LONG" => Ok(Reason::NameTooLong),
                    "REASON_NAME_CHARSET" => Ok(Reason::NameCharset),
                    "REASON_ID_EMPTY" => Ok(Reason::IdEmpty),
                    "REASON_ID_TOO_LONG" => Ok(Reason::IdTooLong),
                    "REASON_ID_CHARSET" => Ok(Reason::IdCharset),
                    "REASON_TIME_SPEC_CHOICE" => Ok(Reason::TimeSpecChoice),
                    "REASON_TIMESTAMP_RANGE" => Ok(Reason::TimestampRange),
                    "REASON_HORIZON_EXCEEDED" => Ok(Reason::HorizonExceeded),
                    "REASON_FIRE_TIME_TOO_OLD" => Ok(Reason::FireTimeTooOld),
                    "REASON_DELAY_NEGATIVE" => Ok(Reason::DelayNegative),
                    "REASON_DELAY_RANGE" => Ok(Reason::DelayRange),
                    "REASON_PAYLOAD_TOO_LARGE" => Ok(Reason::PayloadTooLarge),
                    "REASON_PAYLOAD_JSON" => Ok(Reason::PayloadJson),
                    "REASON_CONTENT_TYPE" => Ok(Reason::ContentType),
                    "REASON_LABEL_COUNT" => Ok(Reason::LabelCount),
                    "REASON_LABEL_SIZE" => Ok(Reason::LabelSize),
                    "REASON_LABEL_DUPLICATE" => Ok(Reason::LabelDuplicate),
                    "REASON_LABEL_CHARSET" => Ok(Reason::LabelCharset),
                    "REASON_RETRY_POLICY" => Ok(Reason::RetryPolicy),
                    "REASON_ACK_DEADLINE_RANGE" => Ok(Reason::AckDeadlineRange),
                    "REASON_REASON_TOO_LONG" => Ok(Reason::ReasonTooLong),
                    "REASON_BATCH_SIZE" => Ok(Reason::BatchSize),
                    "REASON_BATCH_DUPLICATE" => Ok(Reason::BatchDuplicate),
                    "REASON_PAGE_SIZE" => Ok(Reason::PageSize),
                    "REASON_PAGE_TOKEN" => Ok(Reason::PageToken),
                    "REASON_WINDOW_EMPTY" => Ok(Reason::WindowEmpty),
                    "REASON_CREDITS_RANGE" => Ok(Reason::CreditsRange),
                    "REASON_FENCE_INVALID" => Ok(Reason::FenceInvalid),
                    "REASON_FILTER_TOO_COMPLEX" => Ok(Reason::FilterTooComplex),
                    "REASON_STREAM_ORDER" => Ok(Reason::StreamOrder),
                    "REASON_MALFORMED" => Ok(Reason::Malformed),
                    "REASON_WAIT_RANGE" => Ok(Reason::WaitRange),
                    "REASON_FILTER_EMPTY" => Ok(Reason::FilterEmpty),
                    "REASON_TIMER_EXISTS" => Ok(Reason::TimerExists),
                    "REASON_IDEMPOTENCY_MISMATCH" => Ok(Reason::IdempotencyMismatch),
                    "REASON_TIMER" => Ok(Reason::Timer),
                    "REASON_EVENT" => Ok(Reason::Event),
                    "REASON_NOT_DUE" => Ok(Reason::NotDue),
                    "REASON_STALE_FENCE" => Ok(Reason::StaleFence),
                    "REASON_CURSOR_AHEAD" => Ok(Reason::CursorAhead),
                    "REASON_CURSOR_COMPACTED" => Ok(Reason::CursorCompacted),
                    "REASON_CURSOR_INVALID" => Ok(Reason::CursorInvalid),
                    "REASON_QUOTA" => Ok(Reason::Quota),
                    "REASON_DISK_RESERVE" => Ok(Reason::DiskReserve),
                    "REASON_MESSAGE_TOO_LARGE" => Ok(Reason::MessageTooLarge),
                    "REASON_OVERLOADED" => Ok(Reason::Overloaded),
                    "REASON_NO_QUORUM" => Ok(Reason::NoQuorum),
                    "REASON_NOT_LEADER" => Ok(Reason::NotLeader),
                    "REASON_OUTCOME_UNKNOWN" => Ok(Reason::OutcomeUnknown),
                    "REASON_SHUTTING_DOWN" => Ok(Reason::ShuttingDown),
                    "REASON_INTERNAL" => Ok(Reason::Internal),
                    "REASON_INDEX_NOT_REACHED" => Ok(Reason::IndexNotReached),
                    "REASON_ALREADY_REDRIVEN" => Ok(Reason::AlreadyRedriven),
                    "REASON_ALREADY_SETTLED" => Ok(Reason::AlreadySettled),
                    "REASON_MEMBERSHIP_BUSY" => Ok(Reason::MembershipBusy),
                    "REASON_QUORUM_LOSS" => Ok(Reason::QuorumLoss),
                    "REASON_NODE_ID_BURNED" => Ok(Reason::NodeIdBurned),
                    "REASON_NODE" => Ok(Reason::Node),
                    "REASON_NODE_UNREACHABLE" => Ok(Reason::NodeUnreachable),
                    "REASON_ADDRESS_INVALID" => Ok(Reason::AddressInvalid),
                    "REASON_REPLICA_DIVERGED" => Ok(Reason::ReplicaDiverged),
                    "REASON_BACKUP_CHECKSUM" => Ok(Reason::BackupChecksum),
                    "REASON_BACKUP_EXISTS" => Ok(Reason::BackupExists),
                    "REASON_BACKUP_INCOMPLETE" => Ok(Reason::BackupIncomplete),
                    "REASON_NOT_EMPTY" => Ok(Reason::NotEmpty),
                    "REASON_EPOCH_NOT_LARGER" => Ok(Reason::EpochNotLarger),
                    "REASON_ACTION_REQUIRED" => Ok(Reason::ActionRequired),
                    "REASON_QUEUE_EXISTS" => Ok(Reason::QueueExists),
                    "REASON_QUEUE" => Ok(Reason::Queue),
                    "REASON_STATE_VERSION" => Ok(Reason::StateVersion),
                    "REASON_MAX_AGE_RANGE" => Ok(Reason::MaxAgeRange),
                    "REASON_UPDATE_MASK" => Ok(Reason::UpdateMask),
                    "REASON_DESCRIPTION_TOO_LONG" => Ok(Reason::DescriptionTooLong),
                    "REASON_CONCURRENCY_KEY" => Ok(Reason::ConcurrencyKey),
                    "REASON_KEY_CONCURRENCY_RANGE" => Ok(Reason::KeyConcurrencyRange),
                    "REASON_NOTE" => Ok(Reason::Note),
                    "REASON_FEATURE_NOT_ACTIVE" => Ok(Reason::FeatureNotActive),
                    "REASON_UPGRADE_BLOCKED" => Ok(Reason::UpgradeBlocked),
                    "REASON_NODE_LEVEL" => Ok(Reason::NodeLevel),
                    "REASON_PATH" => Ok(Reason::Path),
                    "REASON_METHOD" => Ok(Reason::Method),
                    "REASON_MEDIA_TYPE" => Ok(Reason::MediaType),
                    "REASON_ORIGIN" => Ok(Reason::Origin),
                    "REASON_TLS_REQUIRED" => Ok(Reason::TlsRequired),
                    "REASON_TOO_MANY_CALLS" => Ok(Reason::TooManyCalls),
                    "REASON_TOO_MANY_STREAMS" => Ok(Reason::TooManyStreams),
                    "REASON_MESSAGE_TOO_SLOW" => Ok(Reason::MessageTooSlow),
                    "REASON_CREDENTIALS_MISSING" => Ok(Reason::CredentialsMissing),
                    "REASON_CREDENTIALS_INVALID" => Ok(Reason::CredentialsInvalid),
                    "REASON_CREDENTIALS_AMBIGUOUS" => Ok(Reason::CredentialsAmbiguous),
                    "REASON_ROLE_INSUFFICIENT" => Ok(Reason::RoleInsufficient),
                    "REASON_TENANT_FORBIDDEN" => Ok(Reason::TenantForbidden),
                    "REASON_ROLE_UNKNOWN" => Ok(Reason::RoleUnknown),
                    "REASON_CREDENTIAL" => Ok(Reason::Credential),
                    "REASON_TENANT_CHARSET" => Ok(Reason::TenantCharset),
                    "REASON_EXPIRE_TIME" => Ok(Reason::ExpireTime),
                    "REASON_SIGNING_KEY" => Ok(Reason::SigningKey),
                    "REASON_TENANT_REQUIRED" => Ok(Reason::TenantRequired),
                    "REASON_JOIN_TOKEN" => Ok(Reason::JoinToken),
                    "REASON_JOIN_TOKEN_TTL_RANGE" => Ok(Reason::JoinTokenTtlRange),
                    "REASON_PEER_TLS_REQUIRED" => Ok(Reason::PeerTlsRequired),
                    "REASON_PEER_CA_KEY" => Ok(Reason::PeerCaKey),
                    "REASON_JOIN_REQUEST" => Ok(Reason::JoinRequest),
                    "REASON_POLICY_DENIED" => Ok(Reason::PolicyDenied),
                    "REASON_POLICY_TOO_LARGE" => Ok(Reason::PolicyTooLarge),
                    "REASON_POLICY_SYNTAX" => Ok(Reason::PolicySyntax),
                    "REASON_POLICY_TYPE" => Ok(Reason::PolicyType),
                    "REASON_POLICY_RULE" => Ok(Reason::PolicyRule),
                    "REASON_POLICY_VERSION" => Ok(Reason::PolicyVersion),
                    "REASON_POLICY_CHANGED" => Ok(Reason::PolicyChanged),
                    "REASON_POLICY_QUERY" => Ok(Reason::PolicyQuery),
                    "REASON_WEBHOOK" => Ok(Reason::Webhook),
                    "REASON_WEBHOOK_EXISTS" => Ok(Reason::WebhookExists),
                    "REASON_WEBHOOK_VERSION" => Ok(Reason::WebhookVersion),
                    "REASON_SECRETS_KEY" => Ok(Reason::SecretsKey),
                    "REASON_RATE_RANGE" => Ok(Reason::RateRange),
                    "REASON_DISABLE_AFTER_RANGE" => Ok(Reason::DisableAfterRange),
                    "REASON_EVENT_TYPE" => Ok(Reason::EventType),
                    "REASON_URL_EMPTY" => Ok(Reason::UrlEmpty),
                    "REASON_URL_TOO_LONG" => Ok(Reason::UrlTooLong),
                    "REASON_URL_CHARSET" => Ok(Reason::UrlCharset),
                    "REASON_URL_SCHEME" => Ok(Reason::UrlScheme),
                    "REASON_URL_SYNTAX" => Ok(Reason::UrlSyntax),
                    "REASON_URL_USERINFO" => Ok(Reason::UrlUserinfo),
                    "REASON_URL_FRAGMENT" => Ok(Reason::UrlFragment),
                    "REASON_URL_HOST" => Ok(Reason::UrlHost),
                    "REASON_URL_PORT" => Ok(Reason::UrlPort),
                    "REASON_URL_PRIVATE_ADDRESS" => Ok(Reason::UrlPrivateAddress),
                    "REASON_HEADERS_TOO_MANY" => Ok(Reason::HeadersTooMany),
                    "REASON_HEADER_INVALID" => Ok(Reason::HeaderInvalid),
                    "REASON_HEADER_RESERVED" => Ok(Reason::HeaderReserved),
                    "REASON_ACTION_COUNT" => Ok(Reason::ActionCount),
                    "REASON_ACTION_TARGET" => Ok(Reason::ActionTarget),
                    "REASON_AFTER_ATTEMPTS_RANGE" => Ok(Reason::AfterAttemptsRange),
                    "REASON_AGENT" => Ok(Reason::Agent),
                    "REASON_AGENT_TEMPLATE" => Ok(Reason::AgentTemplate),
                    "REASON_TRUST_RULE" => Ok(Reason::TrustRule),
                    "REASON_TRUST_VERSION" => Ok(Reason::TrustVersion),
                    "REASON_TRUST_CHANGED" => Ok(Reason::TrustChanged),
                    "REASON_TOKEN_EXCHANGE_OFF" => Ok(Reason::TokenExchangeOff),
                    "REASON_TOKEN_TOO_LARGE" => Ok(Reason::TokenTooLarge),
                    "REASON_TOKEN_MALFORMED" => Ok(Reason::TokenMalformed),
                    "REASON_TOKEN_ALG" => Ok(Reason::TokenAlg),
                    "REASON_TOKEN_HEADER" => Ok(Reason::TokenHeader),
                    "REASON_TOKEN_KEY" => Ok(Reason::TokenKey),
                    "REASON_TOKEN_KEYS_UNAVAILABLE" => Ok(Reason::TokenKeysUnavailable),
                    "REASON_TOKEN_ISSUER" => Ok(Reason::TokenIssuer),
                    "REASON_TOKEN_SIGNATURE" => Ok(Reason::TokenSignature),
                    "REASON_TOKEN_CLAIM" => Ok(Reason::TokenClaim),
                    "REASON_TOKEN_AUDIENCE" => Ok(Reason::TokenAudience),
                    "REASON_TOKEN_NOT_YET_VALID" => Ok(Reason::TokenNotYetValid),
                    "REASON_TOKEN_EXPIRED" => Ok(Reason::TokenExpired),
                    "REASON_TOKEN_TOO_OLD" => Ok(Reason::TokenTooOld),
                    "REASON_TOKEN_EVENT" => Ok(Reason::TokenEvent),
                    "REASON_NO_ROLE_MAPPING" => Ok(Reason::NoRoleMapping),
                    "REASON_TOKEN_REPLAYED" => Ok(Reason::TokenReplayed),
                    "REASON_TOKEN_REPLAY_FULL" => Ok(Reason::TokenReplayFull),
                    "REASON_CRON_SYNTAX" => Ok(Reason::CronSyntax),
                    "REASON_CRON_FIELD_RANGE" => Ok(Reason::CronFieldRange),
                    "REASON_CRON_RANGE_REVERSED" => Ok(Reason::CronRangeReversed),
                    "REASON_CRON_STEP_ZERO" => Ok(Reason::CronStepZero),
                    "REASON_CRON_TOO_LONG" => Ok(Reason::CronTooLong),
                    "REASON_CRON_NEVER_MATCHES" => Ok(Reason::CronNeverMatches),
                    "REASON_RRULE_SYNTAX" => Ok(Reason::RruleSyntax),
                    "REASON_RRULE_UNSUPPORTED" => Ok(Reason::RruleUnsupported),
                    "REASON_RRULE_RANGE" => Ok(Reason::RruleRange),
                    "REASON_RRULE_TOO_LONG" => Ok(Reason::RruleTooLong),
                    "REASON_RRULE_NEVER_MATCHES" => Ok(Reason::RruleNeverMatches),
                    "REASON_INTERVAL_RANGE" => Ok(Reason::IntervalRange),
                    "REASON_INSTANTS_RANGE" => Ok(Reason::InstantsRange),
                    "REASON_TIMEZONE_UNKNOWN" => Ok(Reason::TimezoneUnknown),
                    "REASON_COUNT_RANGE" => Ok(Reason::CountRange),
                    "REASON_JITTER_RANGE" => Ok(Reason::JitterRange),
                    "REASON_PERIOD_TOO_SHORT" => Ok(Reason::PeriodTooShort),
                    "REASON_CATCHUP_UNBOUNDED" => Ok(Reason::CatchupUnbounded),
                    "REASON_SCHEDULE" => Ok(Reason::Schedule),
                    "REASON_SCHEDULE_EXISTS" => Ok(Reason::ScheduleExists),
                    "REASON_SCHEDULE_MOVED" => Ok(Reason::ScheduleMoved),
                    "REASON_ZONE_DATA_OLDER" => Ok(Reason::ZoneDataOlder),
                    "REASON_BACKFILL_TOO_LARGE" => Ok(Reason::BackfillTooLarge),
                    "REASON_BACKFILL_RUNNING" => Ok(Reason::BackfillRunning),
                    "REASON_SCHEDULE_PAUSED" => Ok(Reason::SchedulePaused),
                    "REASON_BACKFILL_FORGOTTEN" => Ok(Reason::BackfillForgotten),
                    "REASON_VERSION_REQUIRED" => Ok(Reason::VersionRequired),
                    "REASON_VERSION_CONFLICT" => Ok(Reason::VersionConflict),
                    "REASON_CHECKPOINT" => Ok(Reason::Checkpoint),
                    "REASON_CHECKSUM_MISMATCH" => Ok(Reason::ChecksumMismatch),
                    "REASON_KEEP_LAST_RANGE" => Ok(Reason::KeepLastRange),
                    "REASON_ROLLBACK_VERSION" => Ok(Reason::RollbackVersion),
                    "REASON_TIMER_COUNT" => Ok(Reason::TimerCount),
                    "REASON_CHECKPOINT_PARTITION" => Ok(Reason::CheckpointPartition),
                    "REASON_LEASE" => Ok(Reason::Lease),
                    "REASON_LEASE_HELD" => Ok(Reason::LeaseHeld),
                    "REASON_LEASE_EXPIRED" => Ok(Reason::LeaseExpired),
                    "REASON_TTL_RANGE" => Ok(Reason::TtlRange),
                    "REASON_BUDGET" => Ok(Reason::Budget),
                    "REASON_BUDGET_SPENT" => Ok(Reason::BudgetSpent),
                    "REASON_AMOUNT_RANGE" => Ok(Reason::AmountRange),
                    "REASON_LIMIT_RANGE" => Ok(Reason::LimitRange),
                    "REASON_WINDOW_RANGE" => Ok(Reason::WindowRange),
                    "REASON_COOLDOWN_RANGE" => Ok(Reason::CooldownRange),
                    "REASON_GUARD_FAILED" => Ok(Reason::GuardFailed),
                    "REASON_TRANSACTION" => Ok(Reason::Transaction),
                    "REASON_OPERATION_COUNT" => Ok(Reason::OperationCount),
                    "REASON_TRANSACTION_PARTITION" => Ok(Reason::TransactionPartition),
                    "REASON_OPERATION_OPTIONAL" => Ok(Reason::OperationOptional),
                    "REASON_EMIT_TYPE" => Ok(Reason::EmitType),
                    "REASON_EMIT_SUBJECT" => Ok(Reason::EmitSubject),
                    "REASON_EMIT_ATTRIBUTE" => Ok(Reason::EmitAttribute),
                    "REASON_NOT_A_WATCHDOG" => Ok(Reason::NotAWatchdog),
                    "REASON_IS_A_WATCHDOG" => Ok(Reason::IsAWatchdog),
                    "REASON_WATCHDOG_STAGES" => Ok(Reason::WatchdogStages),
                    "REASON_TOUCH_COUNT" => Ok(Reason::TouchCount),
                    "REASON_CONDITION_FAILED" => Ok(Reason::ConditionFailed),
                    "REASON_CONDITION" => Ok(Reason::Condition),
                    "REASON_ABOVE_QUOTA" => Ok(Reason::AboveQuota),
                    "REASON_DEFINITION_INVALID" => Ok(Reason::DefinitionInvalid),
                    "REASON_DEFINITION_NO_EXIT" => Ok(Reason::DefinitionNoExit),
                    "REASON_DEFINITION_UNKNOWN_PHASE" => Ok(Reason::DefinitionUnknownPhase),
                    "REASON_DEFINITION_DUPLICATE" => Ok(Reason::DefinitionDuplicate),
                    "REASON_DEFINITION_TOO_LARGE" => Ok(Reason::DefinitionTooLarge),
                    "REASON_DEFINITION" => Ok(Reason::Definition),
                    "REASON_EXECUTION" => Ok(Reason::Execution),
                    "REASON_EXECUTION_EXISTS" => Ok(Reason::ExecutionExists),
                    "REASON_EXECUTION_FIELD" => Ok(Reason::ExecutionField),
                    "REASON_TERMINAL" => Ok(Reason::Terminal),
                    "REASON_NOT_RUNNING" => Ok(Reason::NotRunning),
                    "REASON_NOT_IN_PHASE" => Ok(Reason::NotInPhase),
                    "REASON_TRANSITION" => Ok(Reason::Transition),
                    "REASON_GATE_NOT_MET" => Ok(Reason::GateNotMet),
                    "REASON_NOT_AWAITING_APPROVAL" => Ok(Reason::NotAwaitingApproval),
                    "REASON_CHILDREN" => Ok(Reason::Children),
                    "REASON_CHILD_EXISTS" => Ok(Reason::ChildExists),
                    "REASON_NOTHING_TO_RETRY" => Ok(Reason::NothingToRetry),
                    "REASON_AGENT_FIELD" => Ok(Reason::AgentField),
                    "REASON_AGENT_RULES" => Ok(Reason::AgentRules),
                    "REASON_PHASE_TIMEOUT" => Ok(Reason::PhaseTimeout),
                    "REASON_STALE_EPOCH" => Ok(Reason::StaleEpoch),
                    "REASON_AGENT_NOT_ACTIVE" => Ok(Reason::AgentNotActive),
                    "REASON_PAYLOAD_KEY" => Ok(Reason::PayloadKey),
                    "REASON_PAYLOAD_KEYS_VERSION" => Ok(Reason::PayloadKeysVersion),
                    "REASON_PAYLOAD_KEYS_CHANGED" => Ok(Reason::PayloadKeysChanged),
                    "REASON_PAYLOAD_SHREDDED" => Ok(Reason::PayloadShredded),
                    "REASON_HANDOFF" => Ok(Reason::Handoff),
                    "REASON_HANDOFF_EXISTS" => Ok(Reason::HandoffExists),
                    "REASON_HANDOFF_OPEN" => Ok(Reason::HandoffOpen),
                    "REASON_HANDOFF_OVER" => Ok(Reason::HandoffOver),
                    "REASON_HANDOFF_PARTY" => Ok(Reason::HandoffParty),
                    "REASON_HANDOFF_STATE" => Ok(Reason::HandoffState),
                    "REASON_JOINING" => Ok(Reason::Joining),
                    "REASON_NO_POINT" => Ok(Reason::NoPoint),
                    "REASON_ARRIVALS" => Ok(Reason::Arrivals),
                    "REASON_QUEUED" => Ok(Reason::Queued),
                    "REASON_NOTHING_TO_RESOLVE" => Ok(Reason::NothingToResolve),
                    "REASON_FIX" => Ok(Reason::Fix),
                    "REASON_RECOVERY_COMMAND" => Ok(Reason::RecoveryCommand),
                    "REASON_RECOVERY_COMMAND_OVER" => Ok(Reason::RecoveryCommandOver),
                    "REASON_EXECUTION_FULL" => Ok(Reason::ExecutionFull),
                    "REASON_EVENT_SUBJECT" => Ok(Reason::EventSubject),
                    "REASON_SELF_APPROVAL" => Ok(Reason::SelfApproval),
                    "REASON_SECRETS_TOO_MANY" => Ok(Reason::SecretsTooMany),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ReleaseOverdueRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.action != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ReleaseOverdueRequest", len)?;
        if self.action != 0 {
            let v = OverdueAction::try_from(self.action)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.action)))?;
            struct_ser.serialize_field("action", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReleaseOverdueRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "action",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Action,
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
                            "action" => Ok(GeneratedField::Action),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReleaseOverdueRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ReleaseOverdueRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReleaseOverdueRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut action__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Action => {
                            if action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("action"));
                            }
                            action__ = Some(map_.next_value::<OverdueAction>()? as i32);
                        }
                    }
                }
                Ok(ReleaseOverdueRequest {
                    action: action__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ReleaseOverdueRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReleaseOverdueResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.released != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        if self.finished {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ReleaseOverdueResponse", len)?;
        if self.released != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("released", ToString::to_string(&self.released).as_str())?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        if self.finished {
            struct_ser.serialize_field("finished", &self.finished)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReleaseOverdueResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "released",
            "commit_index",
            "commitIndex",
            "finished",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Released,
            CommitIndex,
            Finished,
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
                            "released" => Ok(GeneratedField::Released),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            "finished" => Ok(GeneratedField::Finished),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReleaseOverdueResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ReleaseOverdueResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReleaseOverdueResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut released__ = None;
                let mut commit_index__ = None;
                let mut finished__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Released => {
                            if released__.is_some() {
                                return Err(serde::de::Error::duplicate_field("released"));
                            }
                            released__ = 
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
                        GeneratedField::Finished => {
                            if finished__.is_some() {
                                return Err(serde::de::Error::duplicate_field("finished"));
                            }
                            finished__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReleaseOverdueResponse {
                    released: released__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    finished: finished__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ReleaseOverdueResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RemoveNodeRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.node != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RemoveNodeRequest", len)?;
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RemoveNodeRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Node,
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
                            "node" => Ok(GeneratedField::Node),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RemoveNodeRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RemoveNodeRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RemoveNodeRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(RemoveNodeRequest {
                    node: node__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RemoveNodeRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RemoveNodeResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.RemoveNodeResponse", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RemoveNodeResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RemoveNodeResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RemoveNodeResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RemoveNodeResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(RemoveNodeResponse {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RemoveNodeResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RevokeKeyRequest {
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
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RevokeKeyRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RevokeKeyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "tenant",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Tenant,
            Reason,
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
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RevokeKeyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RevokeKeyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RevokeKeyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut tenant__ = None;
                let mut reason__ = None;
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
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(RevokeKeyRequest {
                    id: id__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RevokeKeyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RevokeKeyResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RevokeKeyResponse", len)?;
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
impl<'de> serde::Deserialize<'de> for RevokeKeyResponse {
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
            type Value = RevokeKeyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RevokeKeyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RevokeKeyResponse, V::Error>
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
                Ok(RevokeKeyResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RevokeKeyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RevokeSigningKeyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.kid.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RevokeSigningKeyRequest", len)?;
        if !self.kid.is_empty() {
            struct_ser.serialize_field("kid", &self.kid)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RevokeSigningKeyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kid",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kid,
            Reason,
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
                            "kid" => Ok(GeneratedField::Kid),
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RevokeSigningKeyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RevokeSigningKeyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RevokeSigningKeyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kid__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kid => {
                            if kid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kid"));
                            }
                            kid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(RevokeSigningKeyRequest {
                    kid: kid__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RevokeSigningKeyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RevokeSigningKeyResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RevokeSigningKeyResponse", len)?;
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
impl<'de> serde::Deserialize<'de> for RevokeSigningKeyResponse {
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
            type Value = RevokeSigningKeyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RevokeSigningKeyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RevokeSigningKeyResponse, V::Error>
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
                Ok(RevokeSigningKeyResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RevokeSigningKeyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RotatePayloadKeyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.rewrap_only {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RotatePayloadKeyRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if self.rewrap_only {
            struct_ser.serialize_field("rewrapOnly", &self.rewrap_only)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RotatePayloadKeyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "rewrap_only",
            "rewrapOnly",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            RewrapOnly,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "rewrapOnly" | "rewrap_only" => Ok(GeneratedField::RewrapOnly),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RotatePayloadKeyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RotatePayloadKeyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RotatePayloadKeyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut rewrap_only__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RewrapOnly => {
                            if rewrap_only__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rewrapOnly"));
                            }
                            rewrap_only__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(RotatePayloadKeyRequest {
                    tenant: tenant__.unwrap_or_default(),
                    rewrap_only: rewrap_only__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RotatePayloadKeyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RotatePayloadKeyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.keys.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RotatePayloadKeyResponse", len)?;
        if !self.keys.is_empty() {
            struct_ser.serialize_field("keys", &self.keys)?;
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
impl<'de> serde::Deserialize<'de> for RotatePayloadKeyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "keys",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Keys,
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
                            "keys" => Ok(GeneratedField::Keys),
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
            type Value = RotatePayloadKeyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RotatePayloadKeyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RotatePayloadKeyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut keys__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Keys => {
                            if keys__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keys"));
                            }
                            keys__ = Some(map_.next_value()?);
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
                Ok(RotatePayloadKeyResponse {
                    keys: keys__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RotatePayloadKeyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RotateSigningKeyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("minoots.admin.v1.RotateSigningKeyRequest", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RotateSigningKeyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
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
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RotateSigningKeyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RotateSigningKeyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RotateSigningKeyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(RotateSigningKeyRequest {
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RotateSigningKeyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RotateSigningKeyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.node != 0 {
            len += 1;
        }
        if !self.kid.is_empty() {
            len += 1;
        }
        if !self.previous_kid.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.RotateSigningKeyResponse", len)?;
        if self.node != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("node", ToString::to_string(&self.node).as_str())?;
        }
        if !self.kid.is_empty() {
            struct_ser.serialize_field("kid", &self.kid)?;
        }
        if !self.previous_kid.is_empty() {
            struct_ser.serialize_field("previousKid", &self.previous_kid)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RotateSigningKeyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "node",
            "kid",
            "previous_kid",
            "previousKid",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Node,
            Kid,
            PreviousKid,
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
                            "node" => Ok(GeneratedField::Node),
                            "kid" => Ok(GeneratedField::Kid),
                            "previousKid" | "previous_kid" => Ok(GeneratedField::PreviousKid),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RotateSigningKeyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.RotateSigningKeyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RotateSigningKeyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut node__ = None;
                let mut kid__ = None;
                let mut previous_kid__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Node => {
                            if node__.is_some() {
                                return Err(serde::de::Error::duplicate_field("node"));
                            }
                            node__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Kid => {
                            if kid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kid"));
                            }
                            kid__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PreviousKid => {
                            if previous_kid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("previousKid"));
                            }
                            previous_kid__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(RotateSigningKeyResponse {
                    node: node__.unwrap_or_default(),
                    kid: kid__.unwrap_or_default(),
                    previous_kid: previous_kid__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.RotateSigningKeyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetPolicyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.SetPolicyRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetPolicyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "text",
            "version",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Text,
            Version,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "text" => Ok(GeneratedField::Text),
                            "version" => Ok(GeneratedField::Version),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetPolicyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.SetPolicyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetPolicyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut text__ = None;
                let mut version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SetPolicyRequest {
                    tenant: tenant__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.SetPolicyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetPolicyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.version != 0 {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.SetPolicyResponse", len)?;
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
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
impl<'de> serde::Deserialize<'de> for SetPolicyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "version",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Version,
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
                            "version" => Ok(GeneratedField::Version),
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
            type Value = SetPolicyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.SetPolicyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetPolicyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut version__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                Ok(SetPolicyResponse {
                    version: version__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.SetPolicyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetQuotaRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.quota.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.SetQuotaRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if let Some(v) = self.quota.as_ref() {
            struct_ser.serialize_field("quota", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetQuotaRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "quota",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Quota,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "quota" => Ok(GeneratedField::Quota),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetQuotaRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.SetQuotaRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetQuotaRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut quota__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quota => {
                            if quota__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quota"));
                            }
                            quota__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SetQuotaRequest {
                    tenant: tenant__.unwrap_or_default(),
                    quota: quota__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.SetQuotaRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetQuotaResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.SetQuotaResponse", len)?;
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
impl<'de> serde::Deserialize<'de> for SetQuotaResponse {
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
            type Value = SetQuotaResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.SetQuotaResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetQuotaResponse, V::Error>
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
                Ok(SetQuotaResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.SetQuotaResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetTrustRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.rules.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.SetTrustRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.rules.is_empty() {
            struct_ser.serialize_field("rules", &self.rules)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetTrustRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "rules",
            "version",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Rules,
            Version,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "rules" => Ok(GeneratedField::Rules),
                            "version" => Ok(GeneratedField::Version),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetTrustRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.SetTrustRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetTrustRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut rules__ = None;
                let mut version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rules => {
                            if rules__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rules"));
                            }
                            rules__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SetTrustRequest {
                    tenant: tenant__.unwrap_or_default(),
                    rules: rules__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.SetTrustRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetTrustResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.version != 0 {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.SetTrustResponse", len)?;
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
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
impl<'de> serde::Deserialize<'de> for SetTrustResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "version",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Version,
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
                            "version" => Ok(GeneratedField::Version),
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
            type Value = SetTrustResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.SetTrustResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetTrustResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut version__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
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
                Ok(SetTrustResponse {
                    version: version__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.SetTrustResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ShredPayloadKeysRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.numbers.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ShredPayloadKeysRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.numbers.is_empty() {
            struct_ser.serialize_field("numbers", &self.numbers.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ShredPayloadKeysRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "numbers",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Numbers,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "numbers" => Ok(GeneratedField::Numbers),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ShredPayloadKeysRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ShredPayloadKeysRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ShredPayloadKeysRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut numbers__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Numbers => {
                            if numbers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("numbers"));
                            }
                            numbers__ = 
                                Some(map_.next_value::<Vec<::pbjson::private::NumberDeserialize<_>>>()?
                                    .into_iter().map(|x| x.0).collect())
                            ;
                        }
                    }
                }
                Ok(ShredPayloadKeysRequest {
                    tenant: tenant__.unwrap_or_default(),
                    numbers: numbers__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ShredPayloadKeysRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ShredPayloadKeysResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.keys.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.ShredPayloadKeysResponse", len)?;
        if !self.keys.is_empty() {
            struct_ser.serialize_field("keys", &self.keys)?;
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
impl<'de> serde::Deserialize<'de> for ShredPayloadKeysResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "keys",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Keys,
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
                            "keys" => Ok(GeneratedField::Keys),
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
            type Value = ShredPayloadKeysResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.ShredPayloadKeysResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ShredPayloadKeysResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut keys__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Keys => {
                            if keys__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keys"));
                            }
                            keys__ = Some(map_.next_value()?);
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
                Ok(ShredPayloadKeysResponse {
                    keys: keys__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.ShredPayloadKeysResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TableRows {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.table.is_empty() {
            len += 1;
        }
        if self.rows != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.TableRows", len)?;
        if !self.table.is_empty() {
            struct_ser.serialize_field("table", &self.table)?;
        }
        if self.rows != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("rows", ToString::to_string(&self.rows).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TableRows {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "table",
            "rows",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Table,
            Rows,
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
                            "table" => Ok(GeneratedField::Table),
                            "rows" => Ok(GeneratedField::Rows),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TableRows;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.TableRows")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TableRows, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut table__ = None;
                let mut rows__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Table => {
                            if table__.is_some() {
                                return Err(serde::de::Error::duplicate_field("table"));
                            }
                            table__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rows => {
                            if rows__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rows"));
                            }
                            rows__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(TableRows {
                    table: table__.unwrap_or_default(),
                    rows: rows__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.TableRows", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Tenant {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.name.is_empty() {
            len += 1;
        }
        if self.quota.is_some() {
            len += 1;
        }
        if self.usage.is_some() {
            len += 1;
        }
        if !self.payload_keys.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.Tenant", len)?;
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if let Some(v) = self.quota.as_ref() {
            struct_ser.serialize_field("quota", v)?;
        }
        if let Some(v) = self.usage.as_ref() {
            struct_ser.serialize_field("usage", v)?;
        }
        if !self.payload_keys.is_empty() {
            struct_ser.serialize_field("payloadKeys", &self.payload_keys)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Tenant {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "name",
            "quota",
            "usage",
            "payload_keys",
            "payloadKeys",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Name,
            Quota,
            Usage,
            PayloadKeys,
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
                            "name" => Ok(GeneratedField::Name),
                            "quota" => Ok(GeneratedField::Quota),
                            "usage" => Ok(GeneratedField::Usage),
                            "payloadKeys" | "payload_keys" => Ok(GeneratedField::PayloadKeys),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Tenant;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.Tenant")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Tenant, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut name__ = None;
                let mut quota__ = None;
                let mut usage__ = None;
                let mut payload_keys__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Quota => {
                            if quota__.is_some() {
                                return Err(serde::de::Error::duplicate_field("quota"));
                            }
                            quota__ = map_.next_value()?;
                        }
                        GeneratedField::Usage => {
                            if usage__.is_some() {
                                return Err(serde::de::Error::duplicate_field("usage"));
                            }
                            usage__ = map_.next_value()?;
                        }
                        GeneratedField::PayloadKeys => {
                            if payload_keys__.is_some() {
                                return Err(serde::de::Error::duplicate_field("payloadKeys"));
                            }
                            payload_keys__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Tenant {
                    name: name__.unwrap_or_default(),
                    quota: quota__,
                    usage: usage__,
                    payload_keys: payload_keys__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.Tenant", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TransferLeadershipRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.to != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.TransferLeadershipRequest", len)?;
        if self.to != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("to", ToString::to_string(&self.to).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TransferLeadershipRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "to",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            To,
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
                            "to" => Ok(GeneratedField::To),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TransferLeadershipRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.TransferLeadershipRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TransferLeadershipRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut to__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(TransferLeadershipRequest {
                    to: to__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.TransferLeadershipRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TransferLeadershipResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.leader != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.TransferLeadershipResponse", len)?;
        if self.leader != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("leader", ToString::to_string(&self.leader).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TransferLeadershipResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "leader",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Leader,
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
                            "leader" => Ok(GeneratedField::Leader),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TransferLeadershipResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.TransferLeadershipResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TransferLeadershipResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut leader__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Leader => {
                            if leader__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leader"));
                            }
                            leader__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(TransferLeadershipResponse {
                    leader: leader__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.TransferLeadershipResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Trust {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.rules.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if !self.digest.is_empty() {
            len += 1;
        }
        if !self.updated_by.is_empty() {
            len += 1;
        }
        if self.update_time.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.Trust", len)?;
        if !self.rules.is_empty() {
            struct_ser.serialize_field("rules", &self.rules)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if !self.digest.is_empty() {
            struct_ser.serialize_field("digest", &self.digest)?;
        }
        if !self.updated_by.is_empty() {
            struct_ser.serialize_field("updatedBy", &self.updated_by)?;
        }
        if let Some(v) = self.update_time.as_ref() {
            struct_ser.serialize_field("updateTime", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Trust {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "rules",
            "version",
            "digest",
            "updated_by",
            "updatedBy",
            "update_time",
            "updateTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Rules,
            Version,
            Digest,
            UpdatedBy,
            UpdateTime,
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
                            "rules" => Ok(GeneratedField::Rules),
                            "version" => Ok(GeneratedField::Version),
                            "digest" => Ok(GeneratedField::Digest),
                            "updatedBy" | "updated_by" => Ok(GeneratedField::UpdatedBy),
                            "updateTime" | "update_time" => Ok(GeneratedField::UpdateTime),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Trust;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.Trust")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Trust, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut rules__ = None;
                let mut version__ = None;
                let mut digest__ = None;
                let mut updated_by__ = None;
                let mut update_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Rules => {
                            if rules__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rules"));
                            }
                            rules__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Digest => {
                            if digest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("digest"));
                            }
                            digest__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdatedBy => {
                            if updated_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updatedBy"));
                            }
                            updated_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UpdateTime => {
                            if update_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updateTime"));
                            }
                            update_time__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Trust {
                    rules: rules__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    digest: digest__.unwrap_or_default(),
                    updated_by: updated_by__.unwrap_or_default(),
                    update_time: update_time__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.Trust", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TrustRule {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.issuer.is_empty() {
            len += 1;
        }
        if !self.audience.is_empty() {
            len += 1;
        }
        if !self.repository_id.is_empty() {
            len += 1;
        }
        if !self.repository_owner_id.is_empty() {
            len += 1;
        }
        if !self.r#ref.is_empty() {
            len += 1;
        }
        if !self.environment.is_empty() {
            len += 1;
        }
        if !self.job_workflow_ref.is_empty() {
            len += 1;
        }
        if !self.role.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.TrustRule", len)?;
        if !self.issuer.is_empty() {
            struct_ser.serialize_field("issuer", &self.issuer)?;
        }
        if !self.audience.is_empty() {
            struct_ser.serialize_field("audience", &self.audience)?;
        }
        if !self.repository_id.is_empty() {
            struct_ser.serialize_field("repositoryId", &self.repository_id)?;
        }
        if !self.repository_owner_id.is_empty() {
            struct_ser.serialize_field("repositoryOwnerId", &self.repository_owner_id)?;
        }
        if !self.r#ref.is_empty() {
            struct_ser.serialize_field("ref", &self.r#ref)?;
        }
        if !self.environment.is_empty() {
            struct_ser.serialize_field("environment", &self.environment)?;
        }
        if !self.job_workflow_ref.is_empty() {
            struct_ser.serialize_field("jobWorkflowRef", &self.job_workflow_ref)?;
        }
        if !self.role.is_empty() {
            struct_ser.serialize_field("role", &self.role)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TrustRule {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "issuer",
            "audience",
            "repository_id",
            "repositoryId",
            "repository_owner_id",
            "repositoryOwnerId",
            "ref",
            "environment",
            "job_workflow_ref",
            "jobWorkflowRef",
            "role",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Issuer,
            Audience,
            RepositoryId,
            RepositoryOwnerId,
            Ref,
            Environment,
            JobWorkflowRef,
            Role,
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
                            "issuer" => Ok(GeneratedField::Issuer),
                            "audience" => Ok(GeneratedField::Audience),
                            "repositoryId" | "repository_id" => Ok(GeneratedField::RepositoryId),
                            "repositoryOwnerId" | "repository_owner_id" => Ok(GeneratedField::RepositoryOwnerId),
                            "ref" => Ok(GeneratedField::Ref),
                            "environment" => Ok(GeneratedField::Environment),
                            "jobWorkflowRef" | "job_workflow_ref" => Ok(GeneratedField::JobWorkflowRef),
                            "role" => Ok(GeneratedField::Role),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TrustRule;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.TrustRule")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TrustRule, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut issuer__ = None;
                let mut audience__ = None;
                let mut repository_id__ = None;
                let mut repository_owner_id__ = None;
                let mut r#ref__ = None;
                let mut environment__ = None;
                let mut job_workflow_ref__ = None;
                let mut role__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Issuer => {
                            if issuer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("issuer"));
                            }
                            issuer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Audience => {
                            if audience__.is_some() {
                                return Err(serde::de::Error::duplicate_field("audience"));
                            }
                            audience__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RepositoryId => {
                            if repository_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("repositoryId"));
                            }
                            repository_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RepositoryOwnerId => {
                            if repository_owner_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("repositoryOwnerId"));
                            }
                            repository_owner_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Ref => {
                            if r#ref__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ref"));
                            }
                            r#ref__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Environment => {
                            if environment__.is_some() {
                                return Err(serde::de::Error::duplicate_field("environment"));
                            }
                            environment__ = Some(map_.next_value()?);
                        }
                        GeneratedField::JobWorkflowRef => {
                            if job_workflow_ref__.is_some() {
                                return Err(serde::de::Error::duplicate_field("jobWorkflowRef"));
                            }
                            job_workflow_ref__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TrustRule {
                    issuer: issuer__.unwrap_or_default(),
                    audience: audience__.unwrap_or_default(),
                    repository_id: repository_id__.unwrap_or_default(),
                    repository_owner_id: repository_owner_id__.unwrap_or_default(),
                    r#ref: r#ref__.unwrap_or_default(),
                    environment: environment__.unwrap_or_default(),
                    job_workflow_ref: job_workflow_ref__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.TrustRule", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TryPolicyRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.text.is_some() {
            len += 1;
        }
        if self.query.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.TryPolicyRequest", len)?;
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if let Some(v) = self.text.as_ref() {
            struct_ser.serialize_field("text", v)?;
        }
        if let Some(v) = self.query.as_ref() {
            struct_ser.serialize_field("query", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TryPolicyRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tenant",
            "text",
            "query",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tenant,
            Text,
            Query,
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
                            "tenant" => Ok(GeneratedField::Tenant),
                            "text" => Ok(GeneratedField::Text),
                            "query" => Ok(GeneratedField::Query),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TryPolicyRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.TryPolicyRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TryPolicyRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tenant__ = None;
                let mut text__ = None;
                let mut query__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = map_.next_value()?;
                        }
                        GeneratedField::Query => {
                            if query__.is_some() {
                                return Err(serde::de::Error::duplicate_field("query"));
                            }
                            query__ = map_.next_value()?;
                        }
                    }
                }
                Ok(TryPolicyRequest {
                    tenant: tenant__.unwrap_or_default(),
                    text: text__,
                    query: query__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.TryPolicyRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TryPolicyResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.version != 0 {
            len += 1;
        }
        if self.allowed {
            len += 1;
        }
        if !self.rule.is_empty() {
            len += 1;
        }
        if !self.message.is_empty() {
            len += 1;
        }
        if !self.rules.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.TryPolicyResponse", len)?;
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if self.allowed {
            struct_ser.serialize_field("allowed", &self.allowed)?;
        }
        if !self.rule.is_empty() {
            struct_ser.serialize_field("rule", &self.rule)?;
        }
        if !self.message.is_empty() {
            struct_ser.serialize_field("message", &self.message)?;
        }
        if !self.rules.is_empty() {
            struct_ser.serialize_field("rules", &self.rules)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TryPolicyResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "version",
            "allowed",
            "rule",
            "message",
            "rules",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Version,
            Allowed,
            Rule,
            Message,
            Rules,
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
                            "version" => Ok(GeneratedField::Version),
                            "allowed" => Ok(GeneratedField::Allowed),
                            "rule" => Ok(GeneratedField::Rule),
                            "message" => Ok(GeneratedField::Message),
                            "rules" => Ok(GeneratedField::Rules),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TryPolicyResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.TryPolicyResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TryPolicyResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut version__ = None;
                let mut allowed__ = None;
                let mut rule__ = None;
                let mut message__ = None;
                let mut rules__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Allowed => {
                            if allowed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("allowed"));
                            }
                            allowed__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rule => {
                            if rule__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rule"));
                            }
                            rule__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rules => {
                            if rules__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rules"));
                            }
                            rules__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(TryPolicyResponse {
                    version: version__.unwrap_or_default(),
                    allowed: allowed__.unwrap_or_default(),
                    rule: rule__.unwrap_or_default(),
                    message: message__.unwrap_or_default(),
                    rules: rules__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.TryPolicyResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Usage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.pending_timers != 0 {
            len += 1;
        }
        if self.pending_bytes != 0 {
            len += 1;
        }
        if self.creates_today != 0 {
            len += 1;
        }
        if self.queues != 0 {
            len += 1;
        }
        if self.keys != 0 {
            len += 1;
        }
        if self.request_ids != 0 {
            len += 1;
        }
        if self.event_bytes != 0 {
            len += 1;
        }
        if self.checkpoints != 0 {
            len += 1;
        }
        if self.checkpoint_bytes != 0 {
            len += 1;
        }
        if self.request_bytes != 0 {
            len += 1;
        }
        if self.removed_checkpoints != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.admin.v1.Usage", len)?;
        if self.pending_timers != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("pendingTimers", ToString::to_string(&self.pending_timers).as_str())?;
        }
        if self.pending_bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("pendingBytes", ToString::to_string(&self.pending_bytes).as_str())?;
        }
        if self.creates_today != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("createsToday", ToString::to_string(&self.creates_today).as_str())?;
        }
        if self.queues != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("queues", ToString::to_string(&self.queues).as_str())?;
        }
        if self.keys != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("keys", ToString::to_string(&self.keys).as_str())?;
        }
        if self.request_ids != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("requestIds", ToString::to_string(&self.request_ids).as_str())?;
        }
        if self.event_bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("eventBytes", ToString::to_string(&self.event_bytes).as_str())?;
        }
        if self.checkpoints != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("checkpoints", ToString::to_string(&self.checkpoints).as_str())?;
        }
        if self.checkpoint_bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("checkpointBytes", ToString::to_string(&self.checkpoint_bytes).as_str())?;
        }
        if self.request_bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("requestBytes", ToString::to_string(&self.request_bytes).as_str())?;
        }
        if self.removed_checkpoints != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("removedCheckpoints", ToString::to_string(&self.removed_checkpoints).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Usage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "pending_timers",
            "pendingTimers",
            "pending_bytes",
            "pendingBytes",
            "creates_today",
            "createsToday",
            "queues",
            "keys",
            "request_ids",
            "requestIds",
            "event_bytes",
            "eventBytes",
            "checkpoints",
            "checkpoint_bytes",
            "checkpointBytes",
            "request_bytes",
            "requestBytes",
            "removed_checkpoints",
            "removedCheckpoints",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PendingTimers,
            PendingBytes,
            CreatesToday,
            Queues,
            Keys,
            RequestIds,
            EventBytes,
            Checkpoints,
            CheckpointBytes,
            RequestBytes,
            RemovedCheckpoints,
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
                            "pendingTimers" | "pending_timers" => Ok(GeneratedField::PendingTimers),
                            "pendingBytes" | "pending_bytes" => Ok(GeneratedField::PendingBytes),
                            "createsToday" | "creates_today" => Ok(GeneratedField::CreatesToday),
                            "queues" => Ok(GeneratedField::Queues),
                            "keys" => Ok(GeneratedField::Keys),
                            "requestIds" | "request_ids" => Ok(GeneratedField::RequestIds),
                            "eventBytes" | "event_bytes" => Ok(GeneratedField::EventBytes),
                            "checkpoints" => Ok(GeneratedField::Checkpoints),
                            "checkpointBytes" | "checkpoint_bytes" => Ok(GeneratedField::CheckpointBytes),
                            "requestBytes" | "request_bytes" => Ok(GeneratedField::RequestBytes),
                            "removedCheckpoints" | "removed_checkpoints" => Ok(GeneratedField::RemovedCheckpoints),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Usage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.admin.v1.Usage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Usage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut pending_timers__ = None;
                let mut pending_bytes__ = None;
                let mut creates_today__ = None;
                let mut queues__ = None;
                let mut keys__ = None;
                let mut request_ids__ = None;
                let mut event_bytes__ = None;
                let mut checkpoints__ = None;
                let mut checkpoint_bytes__ = None;
                let mut request_bytes__ = None;
                let mut removed_checkpoints__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::PendingTimers => {
                            if pending_timers__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pendingTimers"));
                            }
                            pending_timers__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PendingBytes => {
                            if pending_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pendingBytes"));
                            }
                            pending_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CreatesToday => {
                            if creates_today__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createsToday"));
                            }
                            creates_today__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Queues => {
                            if queues__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queues"));
                            }
                            queues__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Keys => {
                            if keys__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keys"));
                            }
                            keys__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RequestIds => {
                            if request_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestIds"));
                            }
                            request_ids__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EventBytes => {
                            if event_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("eventBytes"));
                            }
                            event_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Checkpoints => {
                            if checkpoints__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoints"));
                            }
                            checkpoints__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CheckpointBytes => {
                            if checkpoint_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpointBytes"));
                            }
                            checkpoint_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RequestBytes => {
                            if request_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestBytes"));
                            }
                            request_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RemovedCheckpoints => {
                            if removed_checkpoints__.is_some() {
                                return Err(serde::de::Error::duplicate_field("removedCheckpoints"));
                            }
                            removed_checkpoints__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Usage {
                    pending_timers: pending_timers__.unwrap_or_default(),
                    pending_bytes: pending_bytes__.unwrap_or_default(),
                    creates_today: creates_today__.unwrap_or_default(),
                    queues: queues__.unwrap_or_default(),
                    keys: keys__.unwrap_or_default(),
                    request_ids: request_ids__.unwrap_or_default(),
                    event_bytes: event_bytes__.unwrap_or_default(),
                    checkpoints: checkpoints__.unwrap_or_default(),
                    checkpoint_bytes: checkpoint_bytes__.unwrap_or_default(),
                    request_bytes: request_bytes__.unwrap_or_default(),
                    removed_checkpoints: removed_checkpoints__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.admin.v1.Usage", FIELDS, GeneratedVisitor)
    }
}
