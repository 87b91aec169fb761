/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the agent loop asks and what a model answers, whoever the model is. Plain structs: they are built, handed over
 * once and freed. A model streams its answer through an SpChatDeltaFunc on the main context of the caller. */

typedef enum
{
  SP_CHAT_SYSTEM,
  SP_CHAT_USER,
  SP_CHAT_ASSISTANT,
  SP_CHAT_TOOL,
} SpChatRole;

typedef struct
{
  char *id;
  char *name;        /* "python" for the code interpreter */
  char *arguments;   /* JSON text: {"code": "…"} */
} SpChatToolCall;

typedef struct
{
  SpChatRole  role;
  char       *text;          /* (nullable) */
  GPtrArray  *tool_calls;    /* (nullable) of SpChatToolCall: of an assistant */
  char       *tool_call_id;  /* (nullable) of a tool's answer */
  JsonNode   *data;          /* (nullable) of a tool's answer: an array of MIME bundles that the cell displayed */
  gboolean    failed;        /* of a tool's answer: the cell raised, was interrupted or died */
} SpChatMessage;

typedef struct
{
  char   *name;       /* as it is called in /mnt/data */
  char   *mime_type;
  gint64  size;
  guint   message;    /* index of the user message that brought it, or G_MAXUINT: the agent's own */
} SpChatFile;

typedef struct
{
  char       *model;             /* deployment name */
  GPtrArray  *messages;          /* of SpChatMessage */
  GPtrArray  *files;             /* of SpChatFile: what the sandbox holds, oldest first */
  JsonArray  *tools;             /* (nullable) function tools in the chat completions form; NULL: none may be called */
  double      temperature;       /* < 0: the model's own */
  double      top_p;             /* < 0: the model's own */
  gint64      max_output_tokens; /* <= 0: the model's own */
} SpChatRequest;

typedef enum
{
  SP_CHAT_DELTA_TEXT,            /* text */
  SP_CHAT_DELTA_REASONING,       /* text */
  SP_CHAT_DELTA_TOOL_CALL,       /* index, id, name: a new call begins */
  SP_CHAT_DELTA_TOOL_ARGUMENTS,  /* index, text: more of its arguments */
} SpChatDeltaKind;

typedef struct
{
  SpChatDeltaKind  kind;
  guint            index;
  const char      *id;
  const char      *name;
  const char      *text;
} SpChatDelta;

typedef void (*SpChatDeltaFunc) (const SpChatDelta *delta,
                                 gpointer           user_data);

typedef enum
{
  SP_CHAT_FINISH_STOP,
  SP_CHAT_FINISH_TOOL_CALLS,
  SP_CHAT_FINISH_LENGTH,
  SP_CHAT_FINISH_FILTER,
} SpChatFinish;

typedef struct
{
  SpChatMessage *message;        /* the whole answer */
  SpChatFinish   finish;
  gint64         input_tokens;
  gint64         output_tokens;
  gint64         reasoning_tokens;
} SpChatReply;

#define SP_TYPE_CHAT_MODEL (sp_chat_model_get_type ())
G_DECLARE_INTERFACE (SpChatModel, sp_chat_model, SP, CHAT_MODEL, GObject)

struct _SpChatModelInterface
{
  GTypeInterface parent_iface;

  void          (*complete_async)  (SpChatModel          *self,
                                    SpChatRequest        *request,   /* (transfer none), outlives the call */
                                    SpChatDeltaFunc       delta,
                                    gpointer              delta_data,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  SpChatReply * (*complete_finish) (SpChatModel          *self,
                                    GAsyncResult         *result,
                                    GError              **error);
};

void            sp_chat_model_complete_async  (SpChatModel          *self,
                                               SpChatRequest        *request,
                                               SpChatDeltaFunc       delta,
                                               gpointer              delta_data,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
SpChatReply    *sp_chat_model_complete_finish (SpChatModel          *self,
                                               GAsyncResult         *result,
                                               GError              **error);

SpChatToolCall *sp_chat_tool_call_new         (const char           *id,
                                               const char           *name,
                                               const char           *arguments);
void            sp_chat_tool_call_free        (SpChatToolCall       *call);
SpChatMessage  *sp_chat_message_new           (SpChatRole            role,
                                               const char           *text);
void            sp_chat_message_free          (SpChatMessage        *message);
SpChatFile     *sp_chat_file_new              (const char           *name,
                                               const char           *mime_type,
                                               gint64                size,
                                               guint                 message);
void            sp_chat_file_free             (SpChatFile           *file);
SpChatRequest  *sp_chat_request_new           (const char           *model);
void            sp_chat_request_free          (SpChatRequest        *request);
SpChatReply    *sp_chat_reply_new             (void);
void            sp_chat_reply_free            (SpChatReply          *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChatToolCall, sp_chat_tool_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChatMessage, sp_chat_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChatFile, sp_chat_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChatRequest, sp_chat_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChatReply, sp_chat_reply_free)

G_END_DECLS
