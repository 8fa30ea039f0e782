impl serde::Serialize for Checkpoint {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if !self.content_type.is_empty() {
            len += 1;
        }
        if !self.data.is_empty() {
            len += 1;
        }
        if self.data_size != 0 {
            len += 1;
        }
        if !self.checksum.is_empty() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if !self.created_by.is_empty() {
            len += 1;
        }
        if self.restored_version != 0 {
            len += 1;
        }
        if self.oldest_version != 0 {
            len += 1;
        }
        if self.keep_last != 0 {
            len += 1;
        }
        if self.data_shredded {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.Checkpoint", len)?;
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if !self.content_type.is_empty() {
            struct_ser.serialize_field("contentType", &self.content_type)?;
        }
        if !self.data.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("data", pbjson::private::base64::encode(&self.data).as_str())?;
        }
        if self.data_size != 0 {
            struct_ser.serialize_field("dataSize", &self.data_size)?;
        }
        if !self.checksum.is_empty() {
            struct_ser.serialize_field("checksum", &self.checksum)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if !self.created_by.is_empty() {
            struct_ser.serialize_field("createdBy", &self.created_by)?;
        }
        if self.restored_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("restoredVersion", ToString::to_string(&self.restored_version).as_str())?;
        }
        if self.oldest_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("oldestVersion", ToString::to_string(&self.oldest_version).as_str())?;
        }
        if self.keep_last != 0 {
            struct_ser.serialize_field("keepLast", &self.keep_last)?;
        }
        if self.data_shredded {
            struct_ser.serialize_field("dataShredded", &self.data_shredded)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Checkpoint {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "version",
            "content_type",
            "contentType",
            "data",
            "data_size",
            "dataSize",
            "checksum",
            "labels",
            "create_time",
            "createTime",
            "created_by",
            "createdBy",
            "restored_version",
            "restoredVersion",
            "oldest_version",
            "oldestVersion",
            "keep_last",
            "keepLast",
            "data_shredded",
            "dataShredded",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Execution,
            Name,
            PartitionKey,
            Version,
            ContentType,
            Data,
            DataSize,
            Checksum,
            Labels,
            CreateTime,
            CreatedBy,
            RestoredVersion,
            OldestVersion,
            KeepLast,
            DataShredded,
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
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "version" => Ok(GeneratedField::Version),
                            "contentType" | "content_type" => Ok(GeneratedField::ContentType),
                            "data" => Ok(GeneratedField::Data),
                            "dataSize" | "data_size" => Ok(GeneratedField::DataSize),
                            "checksum" => Ok(GeneratedField::Checksum),
                            "labels" => Ok(GeneratedField::Labels),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "createdBy" | "created_by" => Ok(GeneratedField::CreatedBy),
                            "restoredVersion" | "restored_version" => Ok(GeneratedField::RestoredVersion),
                            "oldestVersion" | "oldest_version" => Ok(GeneratedField::OldestVersion),
                            "keepLast" | "keep_last" => Ok(GeneratedField::KeepLast),
                            "dataShredded" | "data_shredded" => Ok(GeneratedField::DataShredded),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Checkpoint;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.Checkpoint")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Checkpoint, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut version__ = None;
                let mut content_type__ = None;
                let mut data__ = None;
                let mut data_size__ = None;
                let mut checksum__ = None;
                let mut labels__ = None;
                let mut create_time__ = None;
                let mut created_by__ = None;
                let mut restored_version__ = None;
                let mut oldest_version__ = None;
                let mut keep_last__ = None;
                let mut data_shredded__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ContentType => {
                            if content_type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("contentType"));
                            }
                            content_type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Data => {
                            if data__.is_some() {
                                return Err(serde::de::Error::duplicate_field("data"));
                            }
                            data__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DataSize => {
                            if data_size__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dataSize"));
                            }
                            data_size__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Checksum => {
                            if checksum__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checksum"));
                            }
                            checksum__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::CreateTime => {
                            if create_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createTime"));
                            }
                            create_time__ = map_.next_value()?;
                        }
                        GeneratedField::CreatedBy => {
                            if created_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdBy"));
                            }
                            created_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RestoredVersion => {
                            if restored_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("restoredVersion"));
                            }
                            restored_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::OldestVersion => {
                            if oldest_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("oldestVersion"));
                            }
                            oldest_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::KeepLast => {
                            if keep_last__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keepLast"));
                            }
                            keep_last__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::DataShredded => {
                            if data_shredded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("dataShredded"));
                            }
                            data_shredded__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Checkpoint {
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    content_type: content_type__.unwrap_or_default(),
                    data: data__.unwrap_or_default(),
                    data_size: data_size__.unwrap_or_default(),
                    checksum: checksum__.unwrap_or_default(),
                    labels: labels__.unwrap_or_default(),
                    create_time: create_time__,
                    created_by: created_by__.unwrap_or_default(),
                    restored_version: restored_version__.unwrap_or_default(),
                    oldest_version: oldest_version__.unwrap_or_default(),
                    keep_last: keep_last__.unwrap_or_default(),
                    data_shredded: data_shredded__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.Checkpoint", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Comparison {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "COMPARISON_UNSPECIFIED",
            Self::Exists => "COMPARISON_EXISTS",
            Self::Absent => "COMPARISON_ABSENT",
            Self::Equal => "COMPARISON_EQUAL",
            Self::NotEqual => "COMPARISON_NOT_EQUAL",
            Self::Less => "COMPARISON_LESS",
            Self::LessOrEqual => "COMPARISON_LESS_OR_EQUAL",
            Self::Greater => "COMPARISON_GREATER",
            Self::GreaterOrEqual => "COMPARISON_GREATER_OR_EQUAL",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Comparison {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "COMPARISON_UNSPECIFIED",
            "COMPARISON_EXISTS",
            "COMPARISON_ABSENT",
            "COMPARISON_EQUAL",
            "COMPARISON_NOT_EQUAL",
            "COMPARISON_LESS",
            "COMPARISON_LESS_OR_EQUAL",
            "COMPARISON_GREATER",
            "COMPARISON_GREATER_OR_EQUAL",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Comparison;

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
                    "COMPARISON_UNSPECIFIED" => Ok(Comparison::Unspecified),
                    "COMPARISON_EXISTS" => Ok(Comparison::Exists),
                    "COMPARISON_ABSENT" => Ok(Comparison::Absent),
                    "COMPARISON_EQUAL" => Ok(Comparison::Equal),
                    "COMPARISON_NOT_EQUAL" => Ok(Comparison::NotEqual),
                    "COMPARISON_LESS" => Ok(Comparison::Less),
                    "COMPARISON_LESS_OR_EQUAL" => Ok(Comparison::LessOrEqual),
                    "COMPARISON_GREATER" => Ok(Comparison::Greater),
                    "COMPARISON_GREATER_OR_EQUAL" => Ok(Comparison::GreaterOrEqual),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Condition {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.pointer.is_empty() {
            len += 1;
        }
        if self.comparison != 0 {
            len += 1;
        }
        if !self.value.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.Condition", len)?;
        if !self.pointer.is_empty() {
            struct_ser.serialize_field("pointer", &self.pointer)?;
        }
        if self.comparison != 0 {
            let v = Comparison::try_from(self.comparison)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.comparison)))?;
            struct_ser.serialize_field("comparison", &v)?;
        }
        if !self.value.is_empty() {
            struct_ser.serialize_field("value", &self.value)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Condition {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "pointer",
            "comparison",
            "value",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Pointer,
            Comparison,
            Value,
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
                            "pointer" => Ok(GeneratedField::Pointer),
                            "comparison" => Ok(GeneratedField::Comparison),
                            "value" => Ok(GeneratedField::Value),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Condition;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.Condition")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Condition, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut pointer__ = None;
                let mut comparison__ = None;
                let mut value__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Pointer => {
                            if pointer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pointer"));
                            }
                            pointer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Comparison => {
                            if comparison__.is_some() {
                                return Err(serde::de::Error::duplicate_field("comparison"));
                            }
                            comparison__ = Some(map_.next_value::<Comparison>()? as i32);
                        }
                        GeneratedField::Value => {
                            if value__.is_some() {
                                return Err(serde::de::Error::duplicate_field("value"));
                            }
                            value__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Condition {
                    pointer: pointer__.unwrap_or_default(),
                    comparison: comparison__.unwrap_or_default(),
                    value: value__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.Condition", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteCheckpointRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.request_id.is_empty() {
            len += 1;
        }
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.expected_version != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.DeleteCheckpointRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.expected_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expectedVersion", ToString::to_string(&self.expected_version).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeleteCheckpointRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "expected_version",
            "expectedVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Execution,
            Name,
            PartitionKey,
            ExpectedVersion,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "expectedVersion" | "expected_version" => Ok(GeneratedField::ExpectedVersion),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeleteCheckpointRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.DeleteCheckpointRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteCheckpointRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut expected_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpectedVersion => {
                            if expected_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expectedVersion"));
                            }
                            expected_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(DeleteCheckpointRequest {
                    request_id: request_id__.unwrap_or_default(),
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    expected_version: expected_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.DeleteCheckpointRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteCheckpointResponse {
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
        if self.original_commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.DeleteCheckpointResponse", len)?;
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        if self.original_commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("originalCommitIndex", ToString::to_string(&self.original_commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeleteCheckpointResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Shard,
            CommitIndex,
            OriginalCommitIndex,
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
                            "originalCommitIndex" | "original_commit_index" => Ok(GeneratedField::OriginalCommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeleteCheckpointResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.DeleteCheckpointResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteCheckpointResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
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
                        GeneratedField::OriginalCommitIndex => {
                            if original_commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("originalCommitIndex"));
                            }
                            original_commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(DeleteCheckpointResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.DeleteCheckpointResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetCheckpointRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.GetCheckpointRequest", len)?;
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetCheckpointRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "version",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Execution,
            Name,
            PartitionKey,
            Version,
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
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "version" => Ok(GeneratedField::Version),
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
            type Value = GetCheckpointRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.GetCheckpointRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetCheckpointRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut version__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetCheckpointRequest {
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.GetCheckpointRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetCheckpointResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.checkpoint.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.GetCheckpointResponse", len)?;
        if let Some(v) = self.checkpoint.as_ref() {
            struct_ser.serialize_field("checkpoint", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetCheckpointResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checkpoint",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checkpoint,
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
                            "checkpoint" => Ok(GeneratedField::Checkpoint),
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
            type Value = GetCheckpointResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.GetCheckpointResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetCheckpointResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut checkpoint__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checkpoint => {
                            if checkpoint__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoint"));
                            }
                            checkpoint__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetCheckpointResponse {
                    checkpoint: checkpoint__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.GetCheckpointResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListCheckpointsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.ListCheckpointsRequest", len)?;
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
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
impl<'de> serde::Deserialize<'de> for ListCheckpointsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Execution,
            Name,
            PartitionKey,
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
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
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
            type Value = ListCheckpointsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.ListCheckpointsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListCheckpointsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
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
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListCheckpointsRequest {
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.ListCheckpointsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListCheckpointsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.checkpoints.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.ListCheckpointsResponse", len)?;
        if !self.checkpoints.is_empty() {
            struct_ser.serialize_field("checkpoints", &self.checkpoints)?;
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
impl<'de> serde::Deserialize<'de> for ListCheckpointsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checkpoints",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checkpoints,
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
                            "checkpoints" => Ok(GeneratedField::Checkpoints),
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
            type Value = ListCheckpointsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.ListCheckpointsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListCheckpointsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut checkpoints__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checkpoints => {
                            if checkpoints__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoints"));
                            }
                            checkpoints__ = Some(map_.next_value()?);
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
                Ok(ListCheckpointsResponse {
                    checkpoints: checkpoints__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.ListCheckpointsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListExecutionsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id_prefix.is_empty() {
            len += 1;
        }
        if self.page_size != 0 {
            len += 1;
        }
        if !self.page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.ListExecutionsRequest", len)?;
        if !self.id_prefix.is_empty() {
            struct_ser.serialize_field("idPrefix", &self.id_prefix)?;
        }
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
impl<'de> serde::Deserialize<'de> for ListExecutionsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id_prefix",
            "idPrefix",
            "page_size",
            "pageSize",
            "page_token",
            "pageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            IdPrefix,
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
                            "idPrefix" | "id_prefix" => Ok(GeneratedField::IdPrefix),
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
            type Value = ListExecutionsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.ListExecutionsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListExecutionsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id_prefix__ = None;
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::IdPrefix => {
                            if id_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idPrefix"));
                            }
                            id_prefix__ = Some(map_.next_value()?);
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
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListExecutionsRequest {
                    id_prefix: id_prefix__.unwrap_or_default(),
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.ListExecutionsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListExecutionsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.executions.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.ListExecutionsResponse", len)?;
        if !self.executions.is_empty() {
            struct_ser.serialize_field("executions", &self.executions)?;
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
impl<'de> serde::Deserialize<'de> for ListExecutionsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "executions",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Executions,
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
                            "executions" => Ok(GeneratedField::Executions),
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
            type Value = ListExecutionsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.ListExecutionsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListExecutionsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut executions__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Executions => {
                            if executions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("executions"));
                            }
                            executions__ = Some(map_.next_value()?);
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
                Ok(ListExecutionsResponse {
                    executions: executions__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.ListExecutionsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PutCheckpointRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.request_id.is_empty() {
            len += 1;
        }
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.expected_version != 0 {
            len += 1;
        }
        if !self.content_type.is_empty() {
            len += 1;
        }
        if !self.data.is_empty() {
            len += 1;
        }
        if !self.checksum.is_empty() {
            len += 1;
        }
        if !self.labels.is_empty() {
            len += 1;
        }
        if self.keep_last != 0 {
            len += 1;
        }
        if !self.timer_ids.is_empty() {
            len += 1;
        }
        if !self.preconditions.is_empty() {
            len += 1;
        }
        if !self.postconditions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.PutCheckpointRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.expected_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expectedVersion", ToString::to_string(&self.expected_version).as_str())?;
        }
        if !self.content_type.is_empty() {
            struct_ser.serialize_field("contentType", &self.content_type)?;
        }
        if !self.data.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("data", pbjson::private::base64::encode(&self.data).as_str())?;
        }
        if !self.checksum.is_empty() {
            struct_ser.serialize_field("checksum", &self.checksum)?;
        }
        if !self.labels.is_empty() {
            struct_ser.serialize_field("labels", &self.labels)?;
        }
        if self.keep_last != 0 {
            struct_ser.serialize_field("keepLast", &self.keep_last)?;
        }
        if !self.timer_ids.is_empty() {
            struct_ser.serialize_field("timerIds", &self.timer_ids)?;
        }
        if !self.preconditions.is_empty() {
            struct_ser.serialize_field("preconditions", &self.preconditions)?;
        }
        if !self.postconditions.is_empty() {
            struct_ser.serialize_field("postconditions", &self.postconditions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PutCheckpointRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "expected_version",
            "expectedVersion",
            "content_type",
            "contentType",
            "data",
            "checksum",
            "labels",
            "keep_last",
            "keepLast",
            "timer_ids",
            "timerIds",
            "preconditions",
            "postconditions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Execution,
            Name,
            PartitionKey,
            ExpectedVersion,
            ContentType,
            Data,
            Checksum,
            Labels,
            KeepLast,
            TimerIds,
            Preconditions,
            Postconditions,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "expectedVersion" | "expected_version" => Ok(GeneratedField::ExpectedVersion),
                            "contentType" | "content_type" => Ok(GeneratedField::ContentType),
                            "data" => Ok(GeneratedField::Data),
                            "checksum" => Ok(GeneratedField::Checksum),
                            "labels" => Ok(GeneratedField::Labels),
                            "keepLast" | "keep_last" => Ok(GeneratedField::KeepLast),
                            "timerIds" | "timer_ids" => Ok(GeneratedField::TimerIds),
                            "preconditions" => Ok(GeneratedField::Preconditions),
                            "postconditions" => Ok(GeneratedField::Postconditions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PutCheckpointRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.PutCheckpointRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PutCheckpointRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut expected_version__ = None;
                let mut content_type__ = None;
                let mut data__ = None;
                let mut checksum__ = None;
                let mut labels__ = None;
                let mut keep_last__ = None;
                let mut timer_ids__ = None;
                let mut preconditions__ = None;
                let mut postconditions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpectedVersion => {
                            if expected_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expectedVersion"));
                            }
                            expected_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ContentType => {
                            if content_type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("contentType"));
                            }
                            content_type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Data => {
                            if data__.is_some() {
                                return Err(serde::de::Error::duplicate_field("data"));
                            }
                            data__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Checksum => {
                            if checksum__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checksum"));
                            }
                            checksum__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Labels => {
                            if labels__.is_some() {
                                return Err(serde::de::Error::duplicate_field("labels"));
                            }
                            labels__ = Some(
                                map_.next_value::<std::collections::BTreeMap<_, _>>()?
                            );
                        }
                        GeneratedField::KeepLast => {
                            if keep_last__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keepLast"));
                            }
                            keep_last__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TimerIds => {
                            if timer_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timerIds"));
                            }
                            timer_ids__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Preconditions => {
                            if preconditions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("preconditions"));
                            }
                            preconditions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Postconditions => {
                            if postconditions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("postconditions"));
                            }
                            postconditions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PutCheckpointRequest {
                    request_id: request_id__.unwrap_or_default(),
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    expected_version: expected_version__.unwrap_or_default(),
                    content_type: content_type__.unwrap_or_default(),
                    data: data__.unwrap_or_default(),
                    checksum: checksum__.unwrap_or_default(),
                    labels: labels__.unwrap_or_default(),
                    keep_last: keep_last__.unwrap_or_default(),
                    timer_ids: timer_ids__.unwrap_or_default(),
                    preconditions: preconditions__.unwrap_or_default(),
                    postconditions: postconditions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.PutCheckpointRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PutCheckpointResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.checkpoint.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        if self.original_commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.PutCheckpointResponse", len)?;
        if let Some(v) = self.checkpoint.as_ref() {
            struct_ser.serialize_field("checkpoint", v)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        if self.original_commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("originalCommitIndex", ToString::to_string(&self.original_commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PutCheckpointResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checkpoint",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checkpoint,
            Shard,
            CommitIndex,
            OriginalCommitIndex,
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
                            "checkpoint" => Ok(GeneratedField::Checkpoint),
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            "originalCommitIndex" | "original_commit_index" => Ok(GeneratedField::OriginalCommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PutCheckpointResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.PutCheckpointResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PutCheckpointResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut checkpoint__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checkpoint => {
                            if checkpoint__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoint"));
                            }
                            checkpoint__ = map_.next_value()?;
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
                        GeneratedField::OriginalCommitIndex => {
                            if original_commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("originalCommitIndex"));
                            }
                            original_commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(PutCheckpointResponse {
                    checkpoint: checkpoint__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.PutCheckpointResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RollbackCheckpointRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.request_id.is_empty() {
            len += 1;
        }
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.expected_version != 0 {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if !self.preconditions.is_empty() {
            len += 1;
        }
        if !self.postconditions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.RollbackCheckpointRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.expected_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("expectedVersion", ToString::to_string(&self.expected_version).as_str())?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if !self.preconditions.is_empty() {
            struct_ser.serialize_field("preconditions", &self.preconditions)?;
        }
        if !self.postconditions.is_empty() {
            struct_ser.serialize_field("postconditions", &self.postconditions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RollbackCheckpointRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "expected_version",
            "expectedVersion",
            "version",
            "reason",
            "preconditions",
            "postconditions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Execution,
            Name,
            PartitionKey,
            ExpectedVersion,
            Version,
            Reason,
            Preconditions,
            Postconditions,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "expectedVersion" | "expected_version" => Ok(GeneratedField::ExpectedVersion),
                            "version" => Ok(GeneratedField::Version),
                            "reason" => Ok(GeneratedField::Reason),
                            "preconditions" => Ok(GeneratedField::Preconditions),
                            "postconditions" => Ok(GeneratedField::Postconditions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RollbackCheckpointRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.RollbackCheckpointRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RollbackCheckpointRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut expected_version__ = None;
                let mut version__ = None;
                let mut reason__ = None;
                let mut preconditions__ = None;
                let mut postconditions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpectedVersion => {
                            if expected_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expectedVersion"));
                            }
                            expected_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Preconditions => {
                            if preconditions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("preconditions"));
                            }
                            preconditions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Postconditions => {
                            if postconditions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("postconditions"));
                            }
                            postconditions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(RollbackCheckpointRequest {
                    request_id: request_id__.unwrap_or_default(),
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    expected_version: expected_version__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    preconditions: preconditions__.unwrap_or_default(),
                    postconditions: postconditions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.RollbackCheckpointRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RollbackCheckpointResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.checkpoint.is_some() {
            len += 1;
        }
        if !self.cancelled_timer_ids.is_empty() {
            len += 1;
        }
        if !self.too_late_timer_ids.is_empty() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        if self.original_commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.RollbackCheckpointResponse", len)?;
        if let Some(v) = self.checkpoint.as_ref() {
            struct_ser.serialize_field("checkpoint", v)?;
        }
        if !self.cancelled_timer_ids.is_empty() {
            struct_ser.serialize_field("cancelledTimerIds", &self.cancelled_timer_ids)?;
        }
        if !self.too_late_timer_ids.is_empty() {
            struct_ser.serialize_field("tooLateTimerIds", &self.too_late_timer_ids)?;
        }
        if self.shard != 0 {
            struct_ser.serialize_field("shard", &self.shard)?;
        }
        if self.commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("commitIndex", ToString::to_string(&self.commit_index).as_str())?;
        }
        if self.original_commit_index != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("originalCommitIndex", ToString::to_string(&self.original_commit_index).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RollbackCheckpointResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checkpoint",
            "cancelled_timer_ids",
            "cancelledTimerIds",
            "too_late_timer_ids",
            "tooLateTimerIds",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checkpoint,
            CancelledTimerIds,
            TooLateTimerIds,
            Shard,
            CommitIndex,
            OriginalCommitIndex,
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
                            "checkpoint" => Ok(GeneratedField::Checkpoint),
                            "cancelledTimerIds" | "cancelled_timer_ids" => Ok(GeneratedField::CancelledTimerIds),
                            "tooLateTimerIds" | "too_late_timer_ids" => Ok(GeneratedField::TooLateTimerIds),
                            "shard" => Ok(GeneratedField::Shard),
                            "commitIndex" | "commit_index" => Ok(GeneratedField::CommitIndex),
                            "originalCommitIndex" | "original_commit_index" => Ok(GeneratedField::OriginalCommitIndex),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RollbackCheckpointResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.RollbackCheckpointResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RollbackCheckpointResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut checkpoint__ = None;
                let mut cancelled_timer_ids__ = None;
                let mut too_late_timer_ids__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checkpoint => {
                            if checkpoint__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checkpoint"));
                            }
                            checkpoint__ = map_.next_value()?;
                        }
                        GeneratedField::CancelledTimerIds => {
                            if cancelled_timer_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cancelledTimerIds"));
                            }
                            cancelled_timer_ids__ = Some(map_.next_value()?);
                        }
                        GeneratedField::TooLateTimerIds => {
                            if too_late_timer_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tooLateTimerIds"));
                            }
                            too_late_timer_ids__ = Some(map_.next_value()?);
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
                        GeneratedField::OriginalCommitIndex => {
                            if original_commit_index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("originalCommitIndex"));
                            }
                            original_commit_index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(RollbackCheckpointResponse {
                    checkpoint: checkpoint__,
                    cancelled_timer_ids: cancelled_timer_ids__.unwrap_or_default(),
                    too_late_timer_ids: too_late_timer_ids__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.RollbackCheckpointResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for VerifyCheckpointRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.execution.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.before_version != 0 {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.VerifyCheckpointRequest", len)?;
        if !self.execution.is_empty() {
            struct_ser.serialize_field("execution", &self.execution)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.before_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("beforeVersion", ToString::to_string(&self.before_version).as_str())?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for VerifyCheckpointRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "execution",
            "name",
            "partition_key",
            "partitionKey",
            "before_version",
            "beforeVersion",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Execution,
            Name,
            PartitionKey,
            BeforeVersion,
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
                            "execution" => Ok(GeneratedField::Execution),
                            "name" => Ok(GeneratedField::Name),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "beforeVersion" | "before_version" => Ok(GeneratedField::BeforeVersion),
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
            type Value = VerifyCheckpointRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.VerifyCheckpointRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<VerifyCheckpointRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut execution__ = None;
                let mut name__ = None;
                let mut partition_key__ = None;
                let mut before_version__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Execution => {
                            if execution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("execution"));
                            }
                            execution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::BeforeVersion => {
                            if before_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("beforeVersion"));
                            }
                            before_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(VerifyCheckpointRequest {
                    execution: execution__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    before_version: before_version__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.VerifyCheckpointRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for VerifyCheckpointResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.checked != 0 {
            len += 1;
        }
        if self.bad_version != 0 {
            len += 1;
        }
        if !self.stored_checksum.is_empty() {
            len += 1;
        }
        if !self.computed_checksum.is_empty() {
            len += 1;
        }
        if self.next_before_version != 0 {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        if self.shredded != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.checkpoint.v1.VerifyCheckpointResponse", len)?;
        if self.checked != 0 {
            struct_ser.serialize_field("checked", &self.checked)?;
        }
        if self.bad_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("badVersion", ToString::to_string(&self.bad_version).as_str())?;
        }
        if !self.stored_checksum.is_empty() {
            struct_ser.serialize_field("storedChecksum", &self.stored_checksum)?;
        }
        if !self.computed_checksum.is_empty() {
            struct_ser.serialize_field("computedChecksum", &self.computed_checksum)?;
        }
        if self.next_before_version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("nextBeforeVersion", ToString::to_string(&self.next_before_version).as_str())?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        if self.shredded != 0 {
            struct_ser.serialize_field("shredded", &self.shredded)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for VerifyCheckpointResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "checked",
            "bad_version",
            "badVersion",
            "stored_checksum",
            "storedChecksum",
            "computed_checksum",
            "computedChecksum",
            "next_before_version",
            "nextBeforeVersion",
            "read",
            "shredded",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Checked,
            BadVersion,
            StoredChecksum,
            ComputedChecksum,
            NextBeforeVersion,
            Read,
            Shredded,
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
                            "checked" => Ok(GeneratedField::Checked),
                            "badVersion" | "bad_version" => Ok(GeneratedField::BadVersion),
                            "storedChecksum" | "stored_checksum" => Ok(GeneratedField::StoredChecksum),
                            "computedChecksum" | "computed_checksum" => Ok(GeneratedField::ComputedChecksum),
                            "nextBeforeVersion" | "next_before_version" => Ok(GeneratedField::NextBeforeVersion),
                            "read" => Ok(GeneratedField::Read),
                            "shredded" => Ok(GeneratedField::Shredded),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = VerifyCheckpointResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.checkpoint.v1.VerifyCheckpointResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<VerifyCheckpointResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut checked__ = None;
                let mut bad_version__ = None;
                let mut stored_checksum__ = None;
                let mut computed_checksum__ = None;
                let mut next_before_version__ = None;
                let mut read__ = None;
                let mut shredded__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Checked => {
                            if checked__.is_some() {
                                return Err(serde::de::Error::duplicate_field("checked"));
                            }
                            checked__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::BadVersion => {
                            if bad_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("badVersion"));
                            }
                            bad_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::StoredChecksum => {
                            if stored_checksum__.is_some() {
                                return Err(serde::de::Error::duplicate_field("storedChecksum"));
                            }
                            stored_checksum__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ComputedChecksum => {
                            if computed_checksum__.is_some() {
                                return Err(serde::de::Error::duplicate_field("computedChecksum"));
                            }
                            computed_checksum__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NextBeforeVersion => {
                            if next_before_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextBeforeVersion"));
                            }
                            next_before_version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                        GeneratedField::Shredded => {
                            if shredded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shredded"));
                            }
                            shredded__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(VerifyCheckpointResponse {
                    checked: checked__.unwrap_or_default(),
                    bad_version: bad_version__.unwrap_or_default(),
                    stored_checksum: stored_checksum__.unwrap_or_default(),
                    computed_checksum: computed_checksum__.unwrap_or_default(),
                    next_before_version: next_before_version__.unwrap_or_default(),
                    read: read__,
                    shredded: shredded__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.checkpoint.v1.VerifyCheckpointResponse", FIELDS, GeneratedVisitor)
    }
}
