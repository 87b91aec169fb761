/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The enumerations of the model, registered so that properties and templates can hold them. */

#include "config.h"

#include "model/sp-types.h"

G_DEFINE_ENUM_TYPE (SpConnectionKind, sp_connection_kind,
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_FOUNDRY, "foundry"),
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_CLASSIC, "classic"),
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_AZURE_OPENAI, "azure-openai"))

G_DEFINE_ENUM_TYPE (SpConnectionStatus, sp_connection_status,
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (SP_CONNECTION_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (SpRole, sp_role,
                    G_DEFINE_ENUM_VALUE (SP_ROLE_USER, "user"),
                    G_DEFINE_ENUM_VALUE (SP_ROLE_ASSISTANT, "assistant"),
                    G_DEFINE_ENUM_VALUE (SP_ROLE_SYSTEM, "system"),
                    G_DEFINE_ENUM_VALUE (SP_ROLE_DEVELOPER, "developer"),
                    G_DEFINE_ENUM_VALUE (SP_ROLE_OTHER, "other"))

G_DEFINE_ENUM_TYPE (SpItemStatus, sp_item_status,
                    G_DEFINE_ENUM_VALUE (SP_ITEM_IN_PROGRESS, "in_progress"),
                    G_DEFINE_ENUM_VALUE (SP_ITEM_COMPLETED, "completed"),
                    G_DEFINE_ENUM_VALUE (SP_ITEM_INCOMPLETE, "incomplete"),
                    G_DEFINE_ENUM_VALUE (SP_ITEM_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (SpCodeStatus, sp_code_status,
                    G_DEFINE_ENUM_VALUE (SP_CODE_WRITING, "writing"),
                    G_DEFINE_ENUM_VALUE (SP_CODE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (SP_CODE_SUCCEEDED, "succeeded"),
                    G_DEFINE_ENUM_VALUE (SP_CODE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SP_CODE_INTERRUPTED, "interrupted"))

G_DEFINE_ENUM_TYPE (SpOutputKind, sp_output_kind,
                    G_DEFINE_ENUM_VALUE (SP_OUTPUT_LOGS, "logs"),
                    G_DEFINE_ENUM_VALUE (SP_OUTPUT_IMAGE, "image"),
                    G_DEFINE_ENUM_VALUE (SP_OUTPUT_TABLE, "table"),
                    G_DEFINE_ENUM_VALUE (SP_OUTPUT_OTHER, "other"))

G_DEFINE_ENUM_TYPE (SpTurnStatus, sp_turn_status,
                    G_DEFINE_ENUM_VALUE (SP_TURN_UPLOADING, "uploading"),
                    G_DEFINE_ENUM_VALUE (SP_TURN_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (SP_TURN_RUNNING, "in_progress"),
                    G_DEFINE_ENUM_VALUE (SP_TURN_COMPLETED, "completed"),
                    G_DEFINE_ENUM_VALUE (SP_TURN_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SP_TURN_INCOMPLETE, "incomplete"),
                    G_DEFINE_ENUM_VALUE (SP_TURN_CANCELLED, "cancelled"))

G_DEFINE_ENUM_TYPE (SpFileOrigin, sp_file_origin,
                    G_DEFINE_ENUM_VALUE (SP_FILE_UPLOADED, "uploaded"),
                    G_DEFINE_ENUM_VALUE (SP_FILE_GENERATED, "generated"))

G_DEFINE_ENUM_TYPE (SpFileState, sp_file_state,
                    G_DEFINE_ENUM_VALUE (SP_FILE_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (SP_FILE_UPLOADING, "uploading"),
                    G_DEFINE_ENUM_VALUE (SP_FILE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (SP_FILE_DOWNLOADING, "downloading"),
                    G_DEFINE_ENUM_VALUE (SP_FILE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SP_FILE_GONE, "gone"))
