/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Forward typedefs of the layer, so that its headers need not include each other. */
typedef struct _SpAgent SpAgent;
typedef struct _SpAnnotation SpAnnotation;
typedef struct _SpCodeCall SpCodeCall;
typedef struct _SpConnection SpConnection;
typedef struct _SpConversation SpConversation;
typedef struct _SpFile SpFile;
typedef struct _SpItem SpItem;
typedef struct _SpMessage SpMessage;
typedef struct _SpOutput SpOutput;
typedef struct _SpSession SpSession;
typedef struct _SpTool SpTool;
typedef struct _SpTurn SpTurn;

/* Registered enums: the values' nicks are the words used on the wire where the wire has one. */

#define SP_TYPE_CONNECTION_KIND (sp_connection_kind_get_type ())
typedef enum { SP_CONNECTION_LOCAL, SP_CONNECTION_FOUNDRY, SP_CONNECTION_CLASSIC, SP_CONNECTION_AZURE_OPENAI } SpConnectionKind;
GType sp_connection_kind_get_type (void);

#define SP_TYPE_CONNECTION_STATUS (sp_connection_status_get_type ())
typedef enum { SP_CONNECTION_UNKNOWN, SP_CONNECTION_CONNECTING, SP_CONNECTION_READY, SP_CONNECTION_FAILED } SpConnectionStatus;
GType sp_connection_status_get_type (void);

#define SP_TYPE_ROLE (sp_role_get_type ())
typedef enum { SP_ROLE_USER, SP_ROLE_ASSISTANT, SP_ROLE_SYSTEM, SP_ROLE_DEVELOPER, SP_ROLE_OTHER } SpRole;
GType sp_role_get_type (void);

#define SP_TYPE_ITEM_STATUS (sp_item_status_get_type ())
typedef enum { SP_ITEM_IN_PROGRESS, SP_ITEM_COMPLETED, SP_ITEM_INCOMPLETE, SP_ITEM_FAILED } SpItemStatus;
GType sp_item_status_get_type (void);

#define SP_TYPE_CODE_STATUS (sp_code_status_get_type ())
typedef enum { SP_CODE_WRITING, SP_CODE_RUNNING, SP_CODE_SUCCEEDED, SP_CODE_FAILED, SP_CODE_INTERRUPTED } SpCodeStatus;
GType sp_code_status_get_type (void);

#define SP_TYPE_OUTPUT_KIND (sp_output_kind_get_type ())
typedef enum { SP_OUTPUT_LOGS, SP_OUTPUT_IMAGE, SP_OUTPUT_TABLE, SP_OUTPUT_OTHER } SpOutputKind;
GType sp_output_kind_get_type (void);

#define SP_TYPE_TURN_STATUS (sp_turn_status_get_type ())
typedef enum { SP_TURN_UPLOADING, SP_TURN_QUEUED, SP_TURN_RUNNING, SP_TURN_COMPLETED, SP_TURN_FAILED, SP_TURN_INCOMPLETE, SP_TURN_CANCELLED } SpTurnStatus;
GType sp_turn_status_get_type (void);

#define SP_TYPE_FILE_ORIGIN (sp_file_origin_get_type ())
typedef enum { SP_FILE_UPLOADED, SP_FILE_GENERATED } SpFileOrigin;
GType sp_file_origin_get_type (void);

#define SP_TYPE_FILE_STATE (sp_file_state_get_type ())
typedef enum { SP_FILE_LOCAL, SP_FILE_UPLOADING, SP_FILE_READY, SP_FILE_DOWNLOADING, SP_FILE_FAILED, SP_FILE_GONE } SpFileState;
GType sp_file_state_get_type (void);

G_END_DECLS
