/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-prompt.h"

#include <string.h>

#include "base/sp-file-type.h"
#include "base/sp-json.h"

/* The prompt: an agent's instructions, the rules of the working folder, what
 * the folder holds, and the items of the conversation so far as chat messages.
 * The loop makes one for each turn and adds the items as they are finished;
 * building it does no I/O. The texts are for the model and in English whatever
 * the user's language, as models expect. */

#define MAX_TOOL_TEXT 16000  /* bytes of one tool answer; the whole stays in the conversation */

struct _SpPrompt
{
  GObject    parent_instance;

  char      *instructions;      /* (nullable) */
  JsonArray *functions;         /* (nullable) what the model may call */
  GPtrArray *files;             /* (nullable) of JsonObject: ContainerFiles with "name" */
  GPtrArray *items;             /* of JsonObject */
  guint      code_interpreter : 1;
};

G_DEFINE_FINAL_TYPE (SpPrompt, sp_prompt, G_TYPE_OBJECT)

static const char python_tool[] =
  "{\"type\":\"function\",\"function\":{\"name\":\"python\","
  "\"description\":\"Runs Python in a sandbox that keeps its variables between calls, and answers "
  "with what the code printed, the value of its last line and its figures.\","
  "\"parameters\":{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\","
  "\"description\":\"The Python code to run.\"}},\"required\":[\"code\"]}}}";

static const char rules[] =
  "You can run Python with the tool “python”. Variables stay between calls. The working folder is "
  "/mnt/data; the user’s files are there and everything that the user should get must be saved "
  "there. There is no network and input() does not work. Look at a file before you use it. When "
  "code fails, read the error, correct the code and run it again. Close with an answer in words; "
  "name each file that you made as a link of the form [name](sandbox:/mnt/data/name).";

static void
sp_prompt_finalize (GObject *object)
{
  SpPrompt *self = SP_PROMPT (object);

  g_clear_pointer (&self->instructions, g_free);
  g_clear_pointer (&self->functions, json_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (sp_prompt_parent_class)->finalize (object);
}

static void
sp_prompt_class_init (SpPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_prompt_finalize;
}

static void
sp_prompt_init (SpPrompt *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
}

/**
 * sp_prompt_new:
 * @instructions: (nullable): what the agent is told
 *
 * Returns: (transfer full): a prompt without items
 */
SpPrompt *
sp_prompt_new (const char *instructions)
{
  SpPrompt *self = g_object_new (SP_TYPE_PROMPT, NULL);

  self->instructions = g_strdup (instructions);

  return self;
}

/* From {type, name, description, parameters} to the form of chat completions. */
static JsonObject *
make_function (JsonObject *tool)
{
  static const char * const members[] = { "name", "description", "parameters", "strict" };
  JsonObject *function = json_object_new ();
  JsonObject *wrapped = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (tool, members[i]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        json_object_set_member (function, members[i], json_node_ref (node));
    }

  json_object_set_string_member (wrapped, "type", "function");
  json_object_set_object_member (wrapped, "function", function);

  return wrapped;
}

/**
 * sp_prompt_set_tools:
 * @self: a prompt
 * @tools: the agent's tools as the wire has them
 * @code_interpreter: whether code may be run
 *
 * Says what the model may call. Tools other than the code interpreter and
 * functions are not offered: nothing here could run them.
 */
void
sp_prompt_set_tools (SpPrompt  *self,
                     JsonArray *tools,
                     gboolean   code_interpreter)
{
  g_autoptr(JsonArray) functions = json_array_new ();

  g_return_if_fail (SP_IS_PROMPT (self));
  g_return_if_fail (tools != NULL);

  if (code_interpreter)
    json_array_add_element (functions, sp_json_parse (python_tool, -1, NULL));

  for (guint i = 0; i < json_array_get_length (tools); i++)
    {
      JsonObject *tool = json_array_get_object_element (tools, i);

      if (g_str_equal (sp_json_peek_string (tool, "type", ""), "function") &&
          sp_json_peek_string (tool, "name", NULL) != NULL)
        json_array_add_object_element (functions, make_function (tool));
    }

  self->code_interpreter = code_interpreter;
  g_clear_pointer (&self->functions, json_array_unref);
  if (json_array_get_length (functions) > 0)
    self->functions = g_steal_pointer (&functions);
}

/**
 * sp_prompt_set_files:
 * @self: a prompt
 * @files: (element-type JsonObject): ContainerFiles with the member "name", oldest first
 *
 * Says what the working folder holds.
 */
void
sp_prompt_set_files (SpPrompt  *self,
                     GPtrArray *files)
{
  g_return_if_fail (SP_IS_PROMPT (self));
  g_return_if_fail (files != NULL);

  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->files = g_ptr_array_ref (files);
}

/**
 * sp_prompt_add_item:
 * @self: a prompt
 * @item: a stored item, with all its members
 *
 * Adds the next item of the conversation.
 */
void
sp_prompt_add_item (SpPrompt   *self,
                    JsonObject *item)
{
  g_return_if_fail (SP_IS_PROMPT (self));
  g_return_if_fail (item != NULL);

  g_ptr_array_add (self->items, json_object_ref (item));
}

static gboolean
is_generated (JsonObject *file)
{
  return g_str_equal (sp_json_peek_string (file, "source", "user"), "assistant");
}

static void
append_file (GString    *text,
             JsonObject *file)
{
  const char *name = sp_json_peek_string (file, "name", "");
  g_autofree char *size = g_format_size ((guint64) sp_json_peek_int (file, "bytes", 0));

  g_string_append_printf (text, "\n- /mnt/data/%s (%s, %s%s)", name, sp_file_type_get_mime (name), size,
                          is_generated (file) ? ", made by you" : "");
}

static char *
sp_prompt_dup_system_text (SpPrompt *self)
{
  g_autoptr(GString) text = g_string_new (self->instructions);

  if (!self->code_interpreter)
    return g_string_free (g_steal_pointer (&text), FALSE);

  if (text->len > 0)
    g_string_append (text, "\n\n");
  g_string_append (text, rules);

  if (self->files != NULL && self->files->len > 0)
    {
      g_string_append (text, "\n\nFiles in the working folder:");
      for (guint i = 0; i < self->files->len; i++)
        append_file (text, g_ptr_array_index (self->files, i));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_message_text (JsonObject *item)
{
  JsonArray *parts = sp_json_peek_array (item, "content");
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *node = json_array_get_element (parts, i);
      const char *part = JSON_NODE_HOLDS_OBJECT (node)
                         ? sp_json_peek_string (json_node_get_object (node), "text", NULL) : NULL;

      if (part == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, part);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static SpChatRole
get_role (JsonObject *item)
{
  const char *role = sp_json_peek_string (item, "role", "user");

  if (g_str_equal (role, "assistant"))
    return SP_CHAT_ASSISTANT;
  if (g_str_equal (role, "system") || g_str_equal (role, "developer"))
    return SP_CHAT_SYSTEM;

  return SP_CHAT_USER;
}

/* Which file of the folder each part of a user's message brought. */
static void
sp_prompt_note_files (SpPrompt   *self,
                      JsonObject *item,
                      GHashTable *brought_by,
                      guint       message)
{
  JsonArray *parts = sp_json_peek_array (item, "content");

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *node = json_array_get_element (parts, i);
      const char *name = JSON_NODE_HOLDS_OBJECT (node)
                         ? sp_json_peek_string (json_node_get_object (node), "filename", NULL) : NULL;

      if (name != NULL)
        g_hash_table_insert (brought_by, g_strdup (name), GUINT_TO_POINTER (message));
    }
}

/* Cuts a long answer, keeping its head and its tail: errors stand at the end. */
static char *
cut_middle (const char *text)
{
  gsize length = strlen (text);
  const char *head_end;
  const char *tail;

  if (length <= MAX_TOOL_TEXT)
    return g_strdup (text);

  head_end = g_utf8_find_prev_char (text, text + MAX_TOOL_TEXT / 2);
  tail = g_utf8_find_next_char (text + length - MAX_TOOL_TEXT / 2, NULL);

  return g_strdup_printf ("%.*s\n[… %" G_GSIZE_FORMAT " bytes left out …]\n%s",
                          (int) (head_end - text), text, (gsize) (tail - head_end), tail);
}

/**
 * sp_prompt_dup_call_text:
 * @item: a finished code_interpreter_call with all its members
 *
 * Returns: (transfer full): its logs as one text, cut to what a model is given
 */
char *
sp_prompt_dup_call_text (JsonObject *item)
{
  JsonArray *outputs = sp_json_peek_array (item, "outputs");
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; outputs != NULL && i < json_array_get_length (outputs); i++)
    {
      JsonObject *output = json_array_get_object_element (outputs, i);
      const char *type = sp_json_peek_string (output, "type", "");

      if (g_str_equal (type, "logs"))
        g_string_append (text, sp_json_peek_string (output, "logs", ""));
      else if (g_str_equal (type, "image"))
        g_string_append (text, "[a figure was shown]\n");
    }

  if (text->len == 0)
    g_string_append (text, "[the code ran without any output]");

  return cut_middle (text->str);
}

static void
add_tool_call (SpChatRequest *request,
               const char    *id,
               const char    *name,
               const char    *arguments)
{
  SpChatMessage *message = sp_chat_message_new (SP_CHAT_ASSISTANT, NULL);

  message->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_chat_tool_call_free);
  g_ptr_array_add (message->tool_calls, sp_chat_tool_call_new (id, name, arguments));
  g_ptr_array_add (request->messages, message);
}

/* A call that the caller brought along, and not one of this service: it ran in a session that is not
 * this one, so it is told and does not count as done here. */
static void
add_told_call (SpChatRequest *request,
               JsonObject    *item)
{
  g_autofree char *output = sp_prompt_dup_call_text (item);
  g_autofree char *text = g_strdup_printf ("[Earlier, in another session, this Python was run:]\n%s\n"
                                           "[Its output:]\n%s",
                                           sp_json_peek_string (item, "code", ""), output);

  g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_ASSISTANT, text));
}

static void
add_code_call (SpChatRequest *request,
               JsonObject    *item)
{
  const char *id = sp_json_peek_string (item, "id", "call");
  JsonObject *details = sp_json_peek_object (item, "sandpiper");
  JsonArray *displays = details != NULL ? sp_json_peek_array (details, "displays") : NULL;
  g_autoptr(JsonObject) arguments = json_object_new ();
  g_autofree char *arguments_text = NULL;
  g_autofree char *text = sp_prompt_dup_call_text (item);
  SpChatMessage *answer = sp_chat_message_new (SP_CHAT_TOOL, text);

  json_object_set_string_member (arguments, "code", sp_json_peek_string (item, "code", ""));
  arguments_text = sp_json_object_to_string (arguments);
  add_tool_call (request, id, "python", arguments_text);

  answer->tool_call_id = g_strdup (id);
  answer->failed = !g_str_equal (details != NULL ? sp_json_peek_string (details, "outcome", "ok") : "ok",
                                 "ok");
  if (displays != NULL)
    {
      answer->data = json_node_alloc ();
      json_node_init_array (answer->data, displays);
    }
  g_ptr_array_add (request->messages, answer);
}

static void
add_function_item (SpChatRequest *request,
                   JsonObject    *item,
                   const char    *type)
{
  const char *call_id = sp_json_peek_string (item, "call_id", "call");

  if (g_str_equal (type, "function_call"))
    add_tool_call (request, call_id, sp_json_peek_string (item, "name", ""),
                   sp_json_peek_string (item, "arguments", "{}"));
  else
    {
      SpChatMessage *answer = sp_chat_message_new (SP_CHAT_TOOL,
                                                   sp_json_peek_string (item, "output", ""));

      answer->tool_call_id = g_strdup (call_id);
      g_ptr_array_add (request->messages, answer);
    }
}

static void
sp_prompt_add_message (SpPrompt      *self,
                       SpChatRequest *request,
                       JsonObject    *item,
                       GHashTable    *brought_by)
{
  const char *type = sp_json_peek_string (item, "type", "message");

  if (g_str_equal (type, "message"))
    {
      g_autofree char *text = dup_message_text (item);

      sp_prompt_note_files (self, item, brought_by, request->messages->len);
      g_ptr_array_add (request->messages, sp_chat_message_new (get_role (item), text));
    }
  else if (g_str_equal (type, "code_interpreter_call"))
    {
      if (sp_json_peek_object (item, "sandpiper") != NULL)
        add_code_call (request, item);
      else
        add_told_call (request, item);
    }
  else if (g_str_equal (type, "function_call") || g_str_equal (type, "function_call_output"))
    add_function_item (request, item, type);
}

static void
sp_prompt_add_files (SpPrompt      *self,
                     SpChatRequest *request,
                     GHashTable    *brought_by)
{
  for (guint i = 0; self->files != NULL && i < self->files->len; i++)
    {
      JsonObject *file = g_ptr_array_index (self->files, i);
      const char *name = sp_json_peek_string (file, "name", "");
      gpointer message;

      /* What the agent made itself stands in the system text; here is what it was given. */
      if (is_generated (file))
        continue;

      if (!g_hash_table_lookup_extended (brought_by, name, NULL, &message))
        message = GUINT_TO_POINTER (G_MAXUINT);
      g_ptr_array_add (request->files,
                       sp_chat_file_new (name, sp_file_type_get_mime (name),
                                         sp_json_peek_int (file, "bytes", 0),
                                         GPOINTER_TO_UINT (message)));
    }
}

/**
 * sp_prompt_build:
 * @self: a prompt
 * @model: the deployment's name
 *
 * Returns: (transfer full): the request, whose numbers the caller sets
 */
SpChatRequest *
sp_prompt_build (SpPrompt   *self,
                 const char *model)
{
  g_autoptr(SpChatRequest) request = NULL;
  g_autoptr(GHashTable) brought_by = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *system_text = NULL;

  g_return_val_if_fail (SP_IS_PROMPT (self), NULL);
  g_return_val_if_fail (model != NULL, NULL);

  request = sp_chat_request_new (model);
  system_text = sp_prompt_dup_system_text (self);
  if (*system_text != '\0')
    g_ptr_array_add (request->messages, sp_chat_message_new (SP_CHAT_SYSTEM, system_text));

  for (guint i = 0; i < self->items->len; i++)
    sp_prompt_add_message (self, request, g_ptr_array_index (self->items, i), brought_by);

  sp_prompt_add_files (self, request, brought_by);
  if (self->functions != NULL)
    request->tools = json_array_ref (self->functions);

  return g_steal_pointer (&request);
}
