impl serde::Serialize for AcquireLeaseRequest {
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
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if !self.holder.is_empty() {
            len += 1;
        }
        if self.ttl.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.AcquireLeaseRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if !self.holder.is_empty() {
            struct_ser.serialize_field("holder", &self.holder)?;
        }
        if let Some(v) = self.ttl.as_ref() {
            struct_ser.serialize_field("ttl", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AcquireLeaseRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "id",
            "partition_key",
            "partitionKey",
            "holder",
            "ttl",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Id,
            PartitionKey,
            Holder,
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
                            "requestId" | "request_id" => Ok(GeneratedField::RequestId),
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "holder" => Ok(GeneratedField::Holder),
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
            type Value = AcquireLeaseRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.AcquireLeaseRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AcquireLeaseRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut holder__ = None;
                let mut ttl__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Holder => {
                            if holder__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holder"));
                            }
                            holder__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Ttl => {
                            if ttl__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ttl"));
                            }
                            ttl__ = map_.next_value()?;
                        }
                    }
                }
                Ok(AcquireLeaseRequest {
                    request_id: request_id__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    holder: holder__.unwrap_or_default(),
                    ttl: ttl__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.AcquireLeaseRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AcquireLeaseResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.lease.is_some() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.AcquireLeaseResponse", len)?;
        if let Some(v) = self.lease.as_ref() {
            struct_ser.serialize_field("lease", v)?;
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
impl<'de> serde::Deserialize<'de> for AcquireLeaseResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "lease",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Lease,
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
                            "lease" => Ok(GeneratedField::Lease),
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
            type Value = AcquireLeaseResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.AcquireLeaseResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AcquireLeaseResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut lease__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Lease => {
                            if lease__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lease"));
                            }
                            lease__ = map_.next_value()?;
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
                Ok(AcquireLeaseResponse {
                    lease: lease__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.AcquireLeaseResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Budget {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if !self.tenant.is_empty() {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        if self.window.is_some() {
            len += 1;
        }
        if self.cooldown.is_some() {
            len += 1;
        }
        if self.remaining != 0 {
            len += 1;
        }
        if self.next_spend_time.is_some() {
            len += 1;
        }
        if self.spent_total != 0 {
            len += 1;
        }
        if self.spend_count != 0 {
            len += 1;
        }
        if self.last_spend_time.is_some() {
            len += 1;
        }
        if self.create_time.is_some() {
            len += 1;
        }
        if self.update_time.is_some() {
            len += 1;
        }
        if !self.updated_by.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.Budget", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        if let Some(v) = self.window.as_ref() {
            struct_ser.serialize_field("window", v)?;
        }
        if let Some(v) = self.cooldown.as_ref() {
            struct_ser.serialize_field("cooldown", v)?;
        }
        if self.remaining != 0 {
            struct_ser.serialize_field("remaining", &self.remaining)?;
        }
        if let Some(v) = self.next_spend_time.as_ref() {
            struct_ser.serialize_field("nextSpendTime", v)?;
        }
        if self.spent_total != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("spentTotal", ToString::to_string(&self.spent_total).as_str())?;
        }
        if self.spend_count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("spendCount", ToString::to_string(&self.spend_count).as_str())?;
        }
        if let Some(v) = self.last_spend_time.as_ref() {
            struct_ser.serialize_field("lastSpendTime", v)?;
        }
        if let Some(v) = self.create_time.as_ref() {
            struct_ser.serialize_field("createTime", v)?;
        }
        if let Some(v) = self.update_time.as_ref() {
            struct_ser.serialize_field("updateTime", v)?;
        }
        if !self.updated_by.is_empty() {
            struct_ser.serialize_field("updatedBy", &self.updated_by)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Budget {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "tenant",
            "limit",
            "window",
            "cooldown",
            "remaining",
            "next_spend_time",
            "nextSpendTime",
            "spent_total",
            "spentTotal",
            "spend_count",
            "spendCount",
            "last_spend_time",
            "lastSpendTime",
            "create_time",
            "createTime",
            "update_time",
            "updateTime",
            "updated_by",
            "updatedBy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Tenant,
            Limit,
            Window,
            Cooldown,
            Remaining,
            NextSpendTime,
            SpentTotal,
            SpendCount,
            LastSpendTime,
            CreateTime,
            UpdateTime,
            UpdatedBy,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "tenant" => Ok(GeneratedField::Tenant),
                            "limit" => Ok(GeneratedField::Limit),
                            "window" => Ok(GeneratedField::Window),
                            "cooldown" => Ok(GeneratedField::Cooldown),
                            "remaining" => Ok(GeneratedField::Remaining),
                            "nextSpendTime" | "next_spend_time" => Ok(GeneratedField::NextSpendTime),
                            "spentTotal" | "spent_total" => Ok(GeneratedField::SpentTotal),
                            "spendCount" | "spend_count" => Ok(GeneratedField::SpendCount),
                            "lastSpendTime" | "last_spend_time" => Ok(GeneratedField::LastSpendTime),
                            "createTime" | "create_time" => Ok(GeneratedField::CreateTime),
                            "updateTime" | "update_time" => Ok(GeneratedField::UpdateTime),
                            "updatedBy" | "updated_by" => Ok(GeneratedField::UpdatedBy),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Budget;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.Budget")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Budget, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut tenant__ = None;
                let mut limit__ = None;
                let mut window__ = None;
                let mut cooldown__ = None;
                let mut remaining__ = None;
                let mut next_spend_time__ = None;
                let mut spent_total__ = None;
                let mut spend_count__ = None;
                let mut last_spend_time__ = None;
                let mut create_time__ = None;
                let mut update_time__ = None;
                let mut updated_by__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Window => {
                            if window__.is_some() {
                                return Err(serde::de::Error::duplicate_field("window"));
                            }
                            window__ = map_.next_value()?;
                        }
                        GeneratedField::Cooldown => {
                            if cooldown__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cooldown"));
                            }
                            cooldown__ = map_.next_value()?;
                        }
                        GeneratedField::Remaining => {
                            if remaining__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remaining"));
                            }
                            remaining__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::NextSpendTime => {
                            if next_spend_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextSpendTime"));
                            }
                            next_spend_time__ = map_.next_value()?;
                        }
                        GeneratedField::SpentTotal => {
                            if spent_total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spentTotal"));
                            }
                            spent_total__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SpendCount => {
                            if spend_count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spendCount"));
                            }
                            spend_count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LastSpendTime => {
                            if last_spend_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastSpendTime"));
                            }
                            last_spend_time__ = map_.next_value()?;
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
                        GeneratedField::UpdatedBy => {
                            if updated_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("updatedBy"));
                            }
                            updated_by__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Budget {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                    window: window__,
                    cooldown: cooldown__,
                    remaining: remaining__.unwrap_or_default(),
                    next_spend_time: next_spend_time__,
                    spent_total: spent_total__.unwrap_or_default(),
                    spend_count: spend_count__.unwrap_or_default(),
                    last_spend_time: last_spend_time__,
                    create_time: create_time__,
                    update_time: update_time__,
                    updated_by: updated_by__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.Budget", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteBudgetRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.DeleteBudgetRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeleteBudgetRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeleteBudgetRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.DeleteBudgetRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteBudgetRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(DeleteBudgetRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.DeleteBudgetRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeleteBudgetResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.DeleteBudgetResponse", len)?;
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
impl<'de> serde::Deserialize<'de> for DeleteBudgetResponse {
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
            type Value = DeleteBudgetResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.DeleteBudgetResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeleteBudgetResponse, V::Error>
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
                Ok(DeleteBudgetResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.DeleteBudgetResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetBudgetRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.GetBudgetRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetBudgetRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
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
            type Value = GetBudgetRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.GetBudgetRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetBudgetRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetBudgetRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.GetBudgetRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetBudgetResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.budget.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.GetBudgetResponse", len)?;
        if let Some(v) = self.budget.as_ref() {
            struct_ser.serialize_field("budget", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetBudgetResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "budget",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Budget,
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
                            "budget" => Ok(GeneratedField::Budget),
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
            type Value = GetBudgetResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.GetBudgetResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetBudgetResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut budget__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Budget => {
                            if budget__.is_some() {
                                return Err(serde::de::Error::duplicate_field("budget"));
                            }
                            budget__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetBudgetResponse {
                    budget: budget__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.GetBudgetResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetLeaseRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.GetLeaseRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetLeaseRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
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
            type Value = GetLeaseRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.GetLeaseRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetLeaseRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetLeaseRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.GetLeaseRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GetLeaseResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.lease.is_some() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.GetLeaseResponse", len)?;
        if let Some(v) = self.lease.as_ref() {
            struct_ser.serialize_field("lease", v)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GetLeaseResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "lease",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Lease,
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
                            "lease" => Ok(GeneratedField::Lease),
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
            type Value = GetLeaseResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.GetLeaseResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GetLeaseResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut lease__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Lease => {
                            if lease__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lease"));
                            }
                            lease__ = map_.next_value()?;
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(GetLeaseResponse {
                    lease: lease__,
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.GetLeaseResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Lease {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if !self.tenant.is_empty() {
            len += 1;
        }
        if !self.holder.is_empty() {
            len += 1;
        }
        if self.token != 0 {
            len += 1;
        }
        if self.ttl.is_some() {
            len += 1;
        }
        if self.acquire_time.is_some() {
            len += 1;
        }
        if self.expire_time.is_some() {
            len += 1;
        }
        if !self.acquired_by.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.Lease", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if !self.tenant.is_empty() {
            struct_ser.serialize_field("tenant", &self.tenant)?;
        }
        if !self.holder.is_empty() {
            struct_ser.serialize_field("holder", &self.holder)?;
        }
        if self.token != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("token", ToString::to_string(&self.token).as_str())?;
        }
        if let Some(v) = self.ttl.as_ref() {
            struct_ser.serialize_field("ttl", v)?;
        }
        if let Some(v) = self.acquire_time.as_ref() {
            struct_ser.serialize_field("acquireTime", v)?;
        }
        if let Some(v) = self.expire_time.as_ref() {
            struct_ser.serialize_field("expireTime", v)?;
        }
        if !self.acquired_by.is_empty() {
            struct_ser.serialize_field("acquiredBy", &self.acquired_by)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Lease {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "tenant",
            "holder",
            "token",
            "ttl",
            "acquire_time",
            "acquireTime",
            "expire_time",
            "expireTime",
            "acquired_by",
            "acquiredBy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Tenant,
            Holder,
            Token,
            Ttl,
            AcquireTime,
            ExpireTime,
            AcquiredBy,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "tenant" => Ok(GeneratedField::Tenant),
                            "holder" => Ok(GeneratedField::Holder),
                            "token" => Ok(GeneratedField::Token),
                            "ttl" => Ok(GeneratedField::Ttl),
                            "acquireTime" | "acquire_time" => Ok(GeneratedField::AcquireTime),
                            "expireTime" | "expire_time" => Ok(GeneratedField::ExpireTime),
                            "acquiredBy" | "acquired_by" => Ok(GeneratedField::AcquiredBy),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Lease;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.Lease")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Lease, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut tenant__ = None;
                let mut holder__ = None;
                let mut token__ = None;
                let mut ttl__ = None;
                let mut acquire_time__ = None;
                let mut expire_time__ = None;
                let mut acquired_by__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Tenant => {
                            if tenant__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tenant"));
                            }
                            tenant__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Holder => {
                            if holder__.is_some() {
                                return Err(serde::de::Error::duplicate_field("holder"));
                            }
                            holder__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Ttl => {
                            if ttl__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ttl"));
                            }
                            ttl__ = map_.next_value()?;
                        }
                        GeneratedField::AcquireTime => {
                            if acquire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("acquireTime"));
                            }
                            acquire_time__ = map_.next_value()?;
                        }
                        GeneratedField::ExpireTime => {
                            if expire_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expireTime"));
                            }
                            expire_time__ = map_.next_value()?;
                        }
                        GeneratedField::AcquiredBy => {
                            if acquired_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("acquiredBy"));
                            }
                            acquired_by__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Lease {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    tenant: tenant__.unwrap_or_default(),
                    holder: holder__.unwrap_or_default(),
                    token: token__.unwrap_or_default(),
                    ttl: ttl__,
                    acquire_time: acquire_time__,
                    expire_time: expire_time__,
                    acquired_by: acquired_by__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.Lease", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListBudgetsRequest {
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
        if !self.id_prefix.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.ListBudgetsRequest", len)?;
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if !self.id_prefix.is_empty() {
            struct_ser.serialize_field("idPrefix", &self.id_prefix)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListBudgetsRequest {
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
            "id_prefix",
            "idPrefix",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PageSize,
            PageToken,
            IdPrefix,
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
                            "idPrefix" | "id_prefix" => Ok(GeneratedField::IdPrefix),
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
            type Value = ListBudgetsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.ListBudgetsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListBudgetsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut id_prefix__ = None;
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
                        GeneratedField::IdPrefix => {
                            if id_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idPrefix"));
                            }
                            id_prefix__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListBudgetsRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    id_prefix: id_prefix__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.ListBudgetsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListBudgetsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.budgets.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.ListBudgetsResponse", len)?;
        if !self.budgets.is_empty() {
            struct_ser.serialize_field("budgets", &self.budgets)?;
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
impl<'de> serde::Deserialize<'de> for ListBudgetsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "budgets",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Budgets,
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
                            "budgets" => Ok(GeneratedField::Budgets),
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
            type Value = ListBudgetsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.ListBudgetsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListBudgetsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut budgets__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Budgets => {
                            if budgets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("budgets"));
                            }
                            budgets__ = Some(map_.next_value()?);
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
                Ok(ListBudgetsResponse {
                    budgets: budgets__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.ListBudgetsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListLeasesRequest {
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
        if !self.id_prefix.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.ListLeasesRequest", len)?;
        if self.page_size != 0 {
            struct_ser.serialize_field("pageSize", &self.page_size)?;
        }
        if !self.page_token.is_empty() {
            struct_ser.serialize_field("pageToken", &self.page_token)?;
        }
        if !self.id_prefix.is_empty() {
            struct_ser.serialize_field("idPrefix", &self.id_prefix)?;
        }
        if let Some(v) = self.read.as_ref() {
            struct_ser.serialize_field("read", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListLeasesRequest {
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
            "id_prefix",
            "idPrefix",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            PageSize,
            PageToken,
            IdPrefix,
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
                            "idPrefix" | "id_prefix" => Ok(GeneratedField::IdPrefix),
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
            type Value = ListLeasesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.ListLeasesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListLeasesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut page_size__ = None;
                let mut page_token__ = None;
                let mut id_prefix__ = None;
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
                        GeneratedField::IdPrefix => {
                            if id_prefix__.is_some() {
                                return Err(serde::de::Error::duplicate_field("idPrefix"));
                            }
                            id_prefix__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Read => {
                            if read__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            read__ = map_.next_value()?;
                        }
                    }
                }
                Ok(ListLeasesRequest {
                    page_size: page_size__.unwrap_or_default(),
                    page_token: page_token__.unwrap_or_default(),
                    id_prefix: id_prefix__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.ListLeasesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListLeasesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.leases.is_empty() {
            len += 1;
        }
        if !self.next_page_token.is_empty() {
            len += 1;
        }
        if self.read.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.ListLeasesResponse", len)?;
        if !self.leases.is_empty() {
            struct_ser.serialize_field("leases", &self.leases)?;
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
impl<'de> serde::Deserialize<'de> for ListLeasesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "leases",
            "next_page_token",
            "nextPageToken",
            "read",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Leases,
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
                            "leases" => Ok(GeneratedField::Leases),
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
            type Value = ListLeasesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.ListLeasesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListLeasesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut leases__ = None;
                let mut next_page_token__ = None;
                let mut read__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Leases => {
                            if leases__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leases"));
                            }
                            leases__ = Some(map_.next_value()?);
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
                Ok(ListLeasesResponse {
                    leases: leases__.unwrap_or_default(),
                    next_page_token: next_page_token__.unwrap_or_default(),
                    read: read__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.ListLeasesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReleaseLeaseRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.token != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.ReleaseLeaseRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.token != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("token", ToString::to_string(&self.token).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReleaseLeaseRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "token",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
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
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
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
            type Value = ReleaseLeaseRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.ReleaseLeaseRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReleaseLeaseRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut token__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ReleaseLeaseRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    token: token__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.ReleaseLeaseRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReleaseLeaseResponse {
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
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.ReleaseLeaseResponse", len)?;
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
impl<'de> serde::Deserialize<'de> for ReleaseLeaseResponse {
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
            type Value = ReleaseLeaseResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.ReleaseLeaseResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReleaseLeaseResponse, V::Error>
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
                Ok(ReleaseLeaseResponse {
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.ReleaseLeaseResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RenewLeaseRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.token != 0 {
            len += 1;
        }
        if self.ttl.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.RenewLeaseRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.token != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("token", ToString::to_string(&self.token).as_str())?;
        }
        if let Some(v) = self.ttl.as_ref() {
            struct_ser.serialize_field("ttl", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RenewLeaseRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "token",
            "ttl",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Token,
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
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "token" => Ok(GeneratedField::Token),
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
            type Value = RenewLeaseRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.RenewLeaseRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RenewLeaseRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut token__ = None;
                let mut ttl__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Ttl => {
                            if ttl__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ttl"));
                            }
                            ttl__ = map_.next_value()?;
                        }
                    }
                }
                Ok(RenewLeaseRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    token: token__.unwrap_or_default(),
                    ttl: ttl__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.RenewLeaseRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RenewLeaseResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.lease.is_some() {
            len += 1;
        }
        if self.shard != 0 {
            len += 1;
        }
        if self.commit_index != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.RenewLeaseResponse", len)?;
        if let Some(v) = self.lease.as_ref() {
            struct_ser.serialize_field("lease", v)?;
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
impl<'de> serde::Deserialize<'de> for RenewLeaseResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "lease",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Lease,
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
                            "lease" => Ok(GeneratedField::Lease),
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
            type Value = RenewLeaseResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.RenewLeaseResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RenewLeaseResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut lease__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Lease => {
                            if lease__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lease"));
                            }
                            lease__ = map_.next_value()?;
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
                Ok(RenewLeaseResponse {
                    lease: lease__,
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.RenewLeaseResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetBudgetRequest {
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
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        if self.window.is_some() {
            len += 1;
        }
        if self.cooldown.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.SetBudgetRequest", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        if let Some(v) = self.window.as_ref() {
            struct_ser.serialize_field("window", v)?;
        }
        if let Some(v) = self.cooldown.as_ref() {
            struct_ser.serialize_field("cooldown", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetBudgetRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "partition_key",
            "partitionKey",
            "limit",
            "window",
            "cooldown",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            PartitionKey,
            Limit,
            Window,
            Cooldown,
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
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "limit" => Ok(GeneratedField::Limit),
                            "window" => Ok(GeneratedField::Window),
                            "cooldown" => Ok(GeneratedField::Cooldown),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetBudgetRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.SetBudgetRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetBudgetRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut limit__ = None;
                let mut window__ = None;
                let mut cooldown__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Window => {
                            if window__.is_some() {
                                return Err(serde::de::Error::duplicate_field("window"));
                            }
                            window__ = map_.next_value()?;
                        }
                        GeneratedField::Cooldown => {
                            if cooldown__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cooldown"));
                            }
                            cooldown__ = map_.next_value()?;
                        }
                    }
                }
                Ok(SetBudgetRequest {
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    limit: limit__.unwrap_or_default(),
                    window: window__,
                    cooldown: cooldown__,
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.SetBudgetRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetBudgetResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.budget.is_some() {
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
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.SetBudgetResponse", len)?;
        if let Some(v) = self.budget.as_ref() {
            struct_ser.serialize_field("budget", v)?;
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
impl<'de> serde::Deserialize<'de> for SetBudgetResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "budget",
            "existing",
            "shard",
            "commit_index",
            "commitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Budget,
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
                            "budget" => Ok(GeneratedField::Budget),
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
            type Value = SetBudgetResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.SetBudgetResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetBudgetResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut budget__ = None;
                let mut existing__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Budget => {
                            if budget__.is_some() {
                                return Err(serde::de::Error::duplicate_field("budget"));
                            }
                            budget__ = map_.next_value()?;
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
                Ok(SetBudgetResponse {
                    budget: budget__,
                    existing: existing__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.SetBudgetResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SpendBudgetRequest {
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
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.partition_key.is_empty() {
            len += 1;
        }
        if self.amount != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.SpendBudgetRequest", len)?;
        if !self.request_id.is_empty() {
            struct_ser.serialize_field("requestId", &self.request_id)?;
        }
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.partition_key.is_empty() {
            struct_ser.serialize_field("partitionKey", &self.partition_key)?;
        }
        if self.amount != 0 {
            struct_ser.serialize_field("amount", &self.amount)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SpendBudgetRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "request_id",
            "requestId",
            "id",
            "partition_key",
            "partitionKey",
            "amount",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            RequestId,
            Id,
            PartitionKey,
            Amount,
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
                            "id" => Ok(GeneratedField::Id),
                            "partitionKey" | "partition_key" => Ok(GeneratedField::PartitionKey),
                            "amount" => Ok(GeneratedField::Amount),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SpendBudgetRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.SpendBudgetRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SpendBudgetRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut request_id__ = None;
                let mut id__ = None;
                let mut partition_key__ = None;
                let mut amount__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::RequestId => {
                            if request_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("requestId"));
                            }
                            request_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::PartitionKey => {
                            if partition_key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partitionKey"));
                            }
                            partition_key__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Amount => {
                            if amount__.is_some() {
                                return Err(serde::de::Error::duplicate_field("amount"));
                            }
                            amount__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(SpendBudgetRequest {
                    request_id: request_id__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    partition_key: partition_key__.unwrap_or_default(),
                    amount: amount__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.SpendBudgetRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SpendBudgetResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.spend_time.is_some() {
            len += 1;
        }
        if self.remaining != 0 {
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
        let mut struct_ser = serializer.serialize_struct("minoots.lease.v1.SpendBudgetResponse", len)?;
        if let Some(v) = self.spend_time.as_ref() {
            struct_ser.serialize_field("spendTime", v)?;
        }
        if self.remaining != 0 {
            struct_ser.serialize_field("remaining", &self.remaining)?;
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
impl<'de> serde::Deserialize<'de> for SpendBudgetResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "spend_time",
            "spendTime",
            "remaining",
            "shard",
            "commit_index",
            "commitIndex",
            "original_commit_index",
            "originalCommitIndex",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            SpendTime,
            Remaining,
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
                            "spendTime" | "spend_time" => Ok(GeneratedField::SpendTime),
                            "remaining" => Ok(GeneratedField::Remaining),
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
            type Value = SpendBudgetResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct minoots.lease.v1.SpendBudgetResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SpendBudgetResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut spend_time__ = None;
                let mut remaining__ = None;
                let mut shard__ = None;
                let mut commit_index__ = None;
                let mut original_commit_index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::SpendTime => {
                            if spend_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("spendTime"));
                            }
                            spend_time__ = map_.next_value()?;
                        }
                        GeneratedField::Remaining => {
                            if remaining__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remaining"));
                            }
                            remaining__ = 
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
                Ok(SpendBudgetResponse {
                    spend_time: spend_time__,
                    remaining: remaining__.unwrap_or_default(),
                    shard: shard__.unwrap_or_default(),
                    commit_index: commit_index__.unwrap_or_default(),
                    original_commit_index: original_commit_index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("minoots.lease.v1.SpendBudgetResponse", FIELDS, GeneratedVisitor)
    }
}
