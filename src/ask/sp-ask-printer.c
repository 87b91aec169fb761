/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Prints a conversation while it grows: what the agent says to standard output, the code and what it puts out to standard
 * error. Owned by the command; main thread. What comes from the sandbox is stripped of terminal sequences, for a file's
 * contents must not steer the terminal of whoever asks about it. */

#include "config.h"

#include "ask/sp-ask-printer.h"

#include <stdio.h>
#include <string.h>

#include "base/sp-str.h"
#include "model/sp-code-call.h"
#include "model/sp-message.h"

struct _SpAskPrinter
{
  GObject     parent_instance;

  GHashTable *printed;    /* (owned): SpItem → bytes of its text that are printed, as a pointer */
  GListModel *items;      /* (owned) */
  guint       n_watched;
  guint       answer : 1;
  guint       work : 1;
  guint       has_text : 1;
  guint       line_open : 1;
};

G_DEFINE_FINAL_TYPE (SpAskPrinter, sp_ask_printer, G_TYPE_OBJECT)

/* Prints all of @text that is not printed yet and keeps count. */
static void
print_rest (SpAskPrinter *self,
            gpointer      item,
            const char   *text,
            FILE         *stream)
{
  gsize printed = GPOINTER_TO_SIZE (g_hash_table_lookup (self->printed, item));
  gsize length = strlen (text);
  g_autofree char *plain = NULL;

  /* A text that got shorter was replaced as a whole, which only happens when it is corrected at its end. */
  if (length <= printed)
    return;

  plain = sp_str_strip_ansi (text + printed);
  fputs (plain, stream);
  fflush (stream);

  /* The table lets go of a key that it has already. */
  g_hash_table_insert (self->printed, g_object_ref (item), GSIZE_TO_POINTER (length));
}

static void
message_text_cb (SpAskPrinter *self,
                 GParamSpec   *pspec,
                 SpMessage    *message)
{
  const char *text = sp_message_get_text (message);

  if (*text == '\0')
    return;

  print_rest (self, message, text, stdout);
  self->has_text = TRUE;
  self->line_open = text[strlen (text) - 1] != '\n';
}

static void
print_outputs (SpCodeCall *call)
{
  GListModel *outputs = sp_code_call_get_outputs (call);
  guint n_outputs = g_list_model_get_n_items (outputs);

  for (guint i = 0; i < n_outputs; i++)
    {
      g_autoptr(SpOutput) output = g_list_model_get_item (outputs, i);

      if (sp_output_get_kind (output) == SP_OUTPUT_LOGS)
        {
          g_autofree char *plain = sp_str_strip_ansi (sp_output_get_text (output));

          fputs (plain, stderr);
          if (*plain != '\0' && !g_str_has_suffix (plain, "\n"))
            fputs ("\n", stderr);
        }
    }
}

static void
code_status_cb (SpAskPrinter *self,
                GParamSpec   *pspec,
                SpCodeCall   *call)
{
  SpCodeStatus status = sp_code_call_get_code_status (call);

  if (status == SP_CODE_RUNNING)
    fprintf (stderr, "\n>>> Python\n%s\n", sp_code_call_get_code (call));
  else if (status != SP_CODE_WRITING)
    print_outputs (call);
  fflush (stderr);
}

static void
watch (SpAskPrinter *self,
       SpItem       *item)
{
  if (SP_IS_MESSAGE (item) && self->answer && sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_ASSISTANT)
    {
      g_signal_connect_object (item, "notify::text", G_CALLBACK (message_text_cb), self, G_CONNECT_SWAPPED);
      if (self->line_open)
        fputs ("\n\n", stdout);
      message_text_cb (self, NULL, SP_MESSAGE (item));
    }
  else if (SP_IS_CODE_CALL (item) && self->work)
    {
      g_signal_connect_object (item, "notify::code-status", G_CALLBACK (code_status_cb), self, G_CONNECT_SWAPPED);
      code_status_cb (self, NULL, SP_CODE_CALL (item));
    }
}

static void
items_changed_cb (SpAskPrinter *self,
                  guint         position,
                  guint         n_removed,
                  guint         n_added,
                  GListModel   *items)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (items, i);

      if (!g_hash_table_contains (self->printed, item))
        {
          g_hash_table_insert (self->printed, g_object_ref (item), GSIZE_TO_POINTER (0));
          watch (self, item);
        }
    }
}

static void
sp_ask_printer_dispose (GObject *object)
{
  SpAskPrinter *self = SP_ASK_PRINTER (object);

  g_clear_object (&self->items);
  g_clear_pointer (&self->printed, g_hash_table_unref);

  G_OBJECT_CLASS (sp_ask_printer_parent_class)->dispose (object);
}

static void
sp_ask_printer_class_init (SpAskPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_ask_printer_dispose;
}

static void
sp_ask_printer_init (SpAskPrinter *self)
{
  self->printed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * sp_ask_printer_new:
 * @conversation: whose items are printed from now on
 * @answer: whether what the agent says goes to standard output
 * @work: whether code and its output go to standard error
 *
 * Returns: (transfer full): a printer, which prints as long as it lives
 */
SpAskPrinter *
sp_ask_printer_new (SpConversation *conversation,
                    gboolean        answer,
                    gboolean        work)
{
  SpAskPrinter *self;

  g_return_val_if_fail (SP_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (SP_TYPE_ASK_PRINTER, NULL);
  self->answer = !!answer;
  self->work = !!work;
  self->items = g_object_ref (sp_conversation_get_items (conversation));
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * sp_ask_printer_has_text:
 * @self: a printer
 *
 * Returns: whether the agent has said anything that was printed
 */
gboolean
sp_ask_printer_has_text (SpAskPrinter *self)
{
  g_return_val_if_fail (SP_IS_ASK_PRINTER (self), FALSE);

  return self->has_text;
}

/**
 * sp_ask_printer_end:
 * @self: a printer
 *
 * Ends the last line of the answer when it is open.
 */
void
sp_ask_printer_end (SpAskPrinter *self)
{
  g_return_if_fail (SP_IS_ASK_PRINTER (self));

  if (self->line_open)
    fputs ("\n", stdout);
  fflush (stdout);
  self->line_open = FALSE;
}
