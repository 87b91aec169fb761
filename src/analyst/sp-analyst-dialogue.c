/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The analyst's side of the conversation. Each step is made from the messages alone, so that a conversation goes on after
 * a restart, in another process, or from the middle: data cards come out of earlier cells' displays, the analysis before
 * out of the comment that heads its code, and repairs by replaying the failures of this turn. Pure functions; the
 * caller's thread. */

#include "config.h"

#include "analyst/sp-analyst-dialogue.h"

#include <string.h>

#include <glib/gi18n.h>

#include "analyst/sp-answer.h"
#include "analyst/sp-compiler.h"
#include "analyst/sp-math.h"
#include "analyst/sp-parser.h"
#include "analyst/sp-repair.h"
#include "analyst/sp-sentence.h"
#include "base/sp-json.h"

#define MAX_ATTEMPTS 4
#define MAX_LOOKS 8

/* A cell that the analyst ran, and what came of it. */
typedef struct
{
  char                *code;    /* (owned) */
  const SpChatMessage *output;  /* (not owned) (nullable) no answer yet */
} Cell;

typedef struct
{
  const SpChatRequest *request;
  const char          *question;
  GPtrArray           *cards;        /* of SpDataCard, the latest look at each file */
  GPtrArray           *looked;       /* of char: code of all looks */
  GPtrArray           *attempts;     /* of Cell: of this turn, without looks */
  GHashTable          *made;         /* names of files that earlier cells saved */
  SpAnalysis          *previous;     /* (nullable) */
} Dialogue;

static void
cell_free (Cell *cell)
{
  g_clear_pointer (&cell->code, g_free);
  g_free (cell);
}

static void
dialogue_clear (Dialogue *self)
{
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->looked, g_ptr_array_unref);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  g_clear_pointer (&self->made, g_hash_table_unref);
  g_clear_pointer (&self->previous, sp_analysis_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dialogue, dialogue_clear)

/**
 * sp_analyst_step_new:
 * @text: (transfer full): Markdown
 * @code: (transfer full) (nullable): Python
 *
 * Returns: (transfer full): a new step
 */
SpAnalystStep *
sp_analyst_step_new (char *text,
                     char *code)
{
  SpAnalystStep *self = g_new0 (SpAnalystStep, 1);

  self->text = text;
  self->code = code;

  return self;
}

/**
 * sp_analyst_step_free:
 * @self: (transfer full): a step
 */
void
sp_analyst_step_free (SpAnalystStep *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->code, g_free);
  g_free (self);
}

static char *
dup_code (const SpChatToolCall *call)
{
  g_autoptr(JsonObject) arguments = NULL;

  if (g_strcmp0 (call->name, "python") != 0 || call->arguments == NULL)
    return NULL;
  arguments = sp_json_parse_object (call->arguments, -1, NULL);

  return arguments != NULL ? g_strdup (sp_json_peek_string (arguments, "code", NULL)) : NULL;
}

static const SpChatMessage *
find_output (const SpChatRequest *request,
             guint                from,
             const char          *call_id)
{
  for (guint i = from; i < request->messages->len; i++)
    {
      SpChatMessage *message = g_ptr_array_index (request->messages, i);

      if (message->role == SP_CHAT_TOOL && g_strcmp0 (message->tool_call_id, call_id) == 0)
        return message;
    }

  return NULL;
}

/* The analysis whose canonical sentence heads the code. */
static SpAnalysis *
recover_analysis (const char *code)
{
  g_autofree char *line = NULL;

  if (!g_str_has_prefix (code, "# "))
    return NULL;
  line = g_strndup (code + 2, strcspn (code + 2, "\n"));

  return sp_sentence_parse (line, NULL);
}

static void
add_cards (Dialogue            *self,
           const SpChatMessage *output)
{
  g_autoptr(GPtrArray) cards = sp_data_card_list (output->data);

  for (guint i = 0; i < cards->len; i++)
    {
      SpDataCard *card = g_ptr_array_index (cards, i);

      for (guint j = self->cards->len; j > 0; j--)
        {
          if (g_str_equal (((SpDataCard *) g_ptr_array_index (self->cards, j - 1))->file, card->file))
            g_ptr_array_remove_index (self->cards, j - 1);
        }
      g_ptr_array_add (self->cards, sp_data_card_copy (card));
    }
}

static void
add_cell (Dialogue             *self,
          guint                 at,
          guint                 turn,
          const SpChatToolCall *call)
{
  g_autofree char *code = dup_code (call);
  const SpChatMessage *output = find_output (self->request, at + 1, call->id);
  g_autoptr(SpAnalysis) analysis = NULL;

  if (code == NULL)
    return;
  if (strstr (code, "datacard.look(") != NULL)
    {
      if (output != NULL)
        {
          add_cards (self, output);
          g_ptr_array_add (self->looked, g_steal_pointer (&code));
        }
      return;
    }

  analysis = recover_analysis (code);
  if (analysis != NULL && analysis->save_as != NULL)
    g_hash_table_add (self->made, g_strdup (analysis->save_as));
  if (at > turn)
    {
      Cell *cell = g_new0 (Cell, 1);

      cell->code = g_steal_pointer (&code);
      cell->output = output;
      g_ptr_array_add (self->attempts, cell);
    }
  else if (analysis != NULL && output != NULL && !output->failed)
    {
      g_clear_pointer (&self->previous, sp_analysis_free);
      self->previous = g_steal_pointer (&analysis);
    }
}

static void
dialogue_init (Dialogue            *self,
               const SpChatRequest *request)
{
  guint turn = 0;

  self->request = request;
  self->cards = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_data_card_free);
  self->looked = g_ptr_array_new_with_free_func (g_free);
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) cell_free);
  self->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < request->messages->len; i++)
    {
      SpChatMessage *message = g_ptr_array_index (request->messages, i);

      if (message->role == SP_CHAT_USER)
        {
          turn = i;
          self->question = message->text;
        }
    }
  for (guint i = 0; i < request->messages->len; i++)
    {
      SpChatMessage *message = g_ptr_array_index (request->messages, i);

      for (guint j = 0; message->role == SP_CHAT_ASSISTANT && message->tool_calls != NULL && j < message->tool_calls->len; j++)
        add_cell (self, i, turn, g_ptr_array_index (message->tool_calls, j));
    }
}

static gboolean
may_run_python (const SpChatRequest *request)
{
  for (guint i = 0; request->tools != NULL && i < json_array_get_length (request->tools); i++)
    {
      JsonNode *node = json_array_get_element (request->tools, i);
      JsonObject *function = JSON_NODE_HOLDS_OBJECT (node) ? sp_json_peek_object (json_node_get_object (node), "function") : NULL;

      if (function != NULL && g_str_equal (sp_json_peek_string (function, "name", ""), "python"))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_table_name (const char *name)
{
  static const char * const suffixes[] = { ".csv", ".tsv", ".tab", ".txt", ".dat", ".json", ".ndjson", ".jsonl", ".xlsx", ".xlsm", ".xls", NULL };
  g_autofree char *lower = g_utf8_strdown (name, -1);

  for (gsize i = 0; suffixes[i] != NULL; i++)
    {
      if (g_str_has_suffix (lower, suffixes[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
was_looked_at (Dialogue   *self,
               const char *name)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new ();
  g_autofree char *code = NULL;
  const char *quoted;

  for (guint i = 0; i < self->cards->len; i++)
    {
      if (g_str_equal (((SpDataCard *) g_ptr_array_index (self->cards, i))->file, name))
        return TRUE;
    }

  /* A look that left no card is not repeated: it would fail again. */
  g_ptr_array_add (one, (gpointer) name);
  code = sp_compiler_dup_look (one);
  quoted = strchr (code, '"');
  if (quoted == NULL)
    return FALSE;
  code[strlen (code) - 2] = '\0';
  for (guint i = 0; i < self->looked->len; i++)
    {
      if (strstr (g_ptr_array_index (self->looked, i), quoted) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* The tables that nobody has looked at, the newest few. */
static GPtrArray *
list_new_files (Dialogue *self)
{
  GPtrArray *names = g_ptr_array_new ();
  GPtrArray *files = self->request->files;

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      SpChatFile *file = g_ptr_array_index (files, i);

      if (!is_table_name (file->name) || g_hash_table_contains (self->made, file->name) || was_looked_at (self, file->name))
        continue;
      g_ptr_array_add (names, file->name);
    }
  while (names->len > MAX_LOOKS)
    g_ptr_array_remove_index (names, 0);

  return names;
}

static gboolean
is_named (const char *question,
          const char *file)
{
  g_autofree char *folded = g_utf8_casefold (question, -1);
  g_autofree char *name = g_utf8_casefold (file, -1);
  char *dot;

  if (strstr (folded, name) != NULL)
    return TRUE;
  dot = strrchr (name, '.');
  if (dot != NULL)
    *dot = '\0';

  return strlen (name) > 3 && strstr (folded, name) != NULL;
}

/* Puts the question to each table; the one that knows most of it answers, of equals the newest. */
static SpReading *
read_question (Dialogue    *self,
               SpDataCard **card)
{
  SpReading *best = NULL;
  guint n_tables = 0;
  double best_score = 0;

  for (guint i = 0; i < self->cards->len; i++)
    {
      SpDataCard *candidate = g_ptr_array_index (self->cards, i);
      SpAnalysis *previous = self->previous;
      SpReading *reading;
      double score;

      if (candidate->error != NULL)
        continue;
      n_tables++;
      if (previous != NULL && g_strcmp0 (previous->file, candidate->file) != 0)
        previous = NULL;
      reading = sp_parser_read (candidate, self->question, previous);
      score = reading->score + (is_named (self->question, candidate->file) ? 50 : 0) + (reading->analysis != NULL ? 2 : 0) +
              (previous != NULL ? 0.5 : 0);
      if (best != NULL && score < best_score)
        {
          sp_reading_free (reading);
          continue;
        }
      g_clear_pointer (&best, sp_reading_free);
      best = reading;
      best_score = score;
      *card = candidate;
    }
  if (best != NULL && n_tables > 1 && best->analysis != NULL)
    g_ptr_array_add (best->notes, g_strdup_printf (_("Of the %u tables I used %s, which fits your words best."), n_tables, (*card)->file));

  return best;
}

static SpAnalystStep *
step_math (Dialogue *self,
           SpMath   *math)
{
  Cell *last = self->attempts->len > 0 ? g_ptr_array_index (self->attempts, self->attempts->len - 1) : NULL;
  g_autofree char *subject = sp_math_dup_subject (math);

  if (last != NULL && last->output != NULL)
    return sp_analyst_step_new (sp_answer_write_math (math, last->output), NULL);

  return sp_analyst_step_new (math->unknowns->len > 0 ? g_strdup_printf (_("I solve `%s`."), subject)
                                                      : g_strdup_printf (_("I calculate `%s`."), subject),
                              sp_math_compile (math));
}

static SpAnalystStep *
step_look (GPtrArray *files)
{
  char *text = files->len == 1 ? g_strdup_printf (_("First I look at %s."), (const char *) g_ptr_array_index (files, 0))
                               : g_strdup_printf (ngettext ("First I look at the file.", "First I look at the %u files.", files->len), files->len);

  return sp_analyst_step_new (text, sp_compiler_dup_look (files));
}

/* Files are there, but none that could be read as a table. */
static SpAnalystStep *
step_no_table (Dialogue *self)
{
  GString *text;

  if (self->request->files == NULL || self->request->files->len == 0)
    return sp_analyst_step_new (sp_answer_write_help (NULL), NULL);

  text = g_string_new (_("I can only compute with tables (CSV, TSV, Excel, JSON), and found none that I can read."));
  for (guint i = 0; i < self->cards->len; i++)
    {
      SpDataCard *card = g_ptr_array_index (self->cards, i);

      if (card->error != NULL)
        g_string_append_printf (text, "\n\n- %s: %s", card->file, card->error);
    }
  if (self->cards->len == 0 && self->looked->len > 0)
    g_string_append (text, _(" Looking at the file failed; the error stands in the cell above."));

  return sp_analyst_step_new (g_string_free (text, FALSE), NULL);
}

static SpAnalystStep *
step_run (SpRepair *repair)
{
  g_autofree char *sentence = sp_sentence_write (repair->analysis);
  GString *text = g_string_new (NULL);

  if (repair->said->len > 0)
    g_string_append_printf (text, _("That failed. %s"), (const char *) g_ptr_array_index (repair->said, repair->said->len - 1));
  else
    {
      g_string_append (text, _("I understood: "));
      g_string_append_c (text, '*');
      sp_answer_append_escaped (text, sentence);
      g_string_append_c (text, '*');
    }

  return sp_analyst_step_new (g_string_free (text, FALSE), sp_compiler_compile (repair->analysis, repair->card, &repair->options));
}

static SpAnalystStep *
step_give_up (Dialogue       *self,
              const SpRepair *repair)
{
  const char *reason = repair->give_up != NULL ? repair->give_up : _("I have changed the code several times and it still fails.");

  return sp_analyst_step_new (g_strdup_printf (_("I could not compute this. %s The code and the error stand above."), reason), NULL);
}

static SpAnalystStep *
step_analysis (Dialogue *self)
{
  g_autoptr(SpReading) reading = NULL;
  g_autoptr(SpRepair) repair = NULL;
  SpDataCard *card = NULL;
  Cell *last = NULL;

  reading = read_question (self, &card);
  if (reading == NULL)
    return step_no_table (self);
  if (reading->analysis == NULL)
    return sp_analyst_step_new (sp_answer_write_problem (reading, card), NULL);

  repair = sp_repair_new (reading->analysis, card);
  for (guint i = 0; i < self->attempts->len; i++)
    {
      last = g_ptr_array_index (self->attempts, i);
      if (last->output != NULL && last->output->failed)
        sp_repair_learn (repair, last->output->text);
    }
  if (last != NULL && last->output != NULL && !last->output->failed)
    return sp_analyst_step_new (sp_answer_write (reading, repair, last->output), NULL);
  if (repair->give_up != NULL || self->attempts->len >= MAX_ATTEMPTS)
    return step_give_up (self, repair);

  return step_run (repair);
}

/* Words that ask what the analyst is, rather than about a table. */
static gboolean
asks_for_help (const char *question)
{
  g_autofree char *folded = g_utf8_casefold (question, -1);

  g_strstrip (folded);

  return g_str_has_prefix (folded, "help") || g_str_equal (folded, "hi") || g_str_equal (folded, "hello") || folded[0] == '\0' ||
         strstr (folded, "what can you do") != NULL || strstr (folded, "who are you") != NULL;
}

/**
 * sp_analyst_dialogue_next:
 * @request: the conversation so far
 *
 * Returns: (transfer full): what the analyst says or runs next
 */
SpAnalystStep *
sp_analyst_dialogue_next (const SpChatRequest *request)
{
  g_auto(Dialogue) self = { NULL };
  g_autoptr(SpMath) math = NULL;
  g_autoptr(GPtrArray) files = NULL;
  gboolean has_files = request->files != NULL && request->files->len > 0;

  g_return_val_if_fail (request != NULL, NULL);

  dialogue_init (&self, request);
  if (self.question == NULL || asks_for_help (self.question))
    return sp_analyst_step_new (sp_answer_write_help (self.cards), NULL);
  if (!may_run_python (request))
    return sp_analyst_step_new (g_strdup (_("I compute by running Python, and this agent has no code interpreter. Add it under Setup, Actions.")), NULL);

  math = sp_math_find (self.question, !has_files);
  if (math != NULL)
    return step_math (&self, math);

  files = list_new_files (&self);
  if (files->len > 0 && self.attempts->len == 0)
    return step_look (files);

  return step_analysis (&self);
}
