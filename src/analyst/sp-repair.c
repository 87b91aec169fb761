/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads tracebacks and changes the analysis or the loader's options so that the next attempt differs in one thing. The
 * dialogue replays all failures of a turn through it, so it has no memory of its own. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-repair.h"

#include <string.h>

#include <glib/gi18n.h>

#include "analyst/sp-words.h"

/**
 * sp_repair_new:
 * @analysis: what is asked
 * @card: the data card of its file
 *
 * Returns: (transfer full): nothing changed yet
 */
SpRepair *
sp_repair_new (const SpAnalysis *analysis,
               const SpDataCard *card)
{
  SpRepair *self;

  g_return_val_if_fail (analysis != NULL && card != NULL, NULL);

  self = g_new0 (SpRepair, 1);
  self->analysis = sp_analysis_copy (analysis);
  self->card = sp_data_card_copy (card);
  self->said = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * sp_repair_free:
 * @self: (transfer full): a repair
 */
void
sp_repair_free (SpRepair *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->analysis, sp_analysis_free);
  g_clear_pointer (&self->card, sp_data_card_free);
  g_clear_pointer (&self->said, g_ptr_array_unref);
  g_clear_pointer (&self->give_up, g_free);
  g_free (self);
}

/**
 * sp_repair_dup_line:
 * @output: what a failed cell printed
 *
 * Returns: (transfer full): the line that names the error: the last one that looks like "SomeError: words"
 */
char *
sp_repair_dup_line (const char *output)
{
  g_auto(GStrv) lines = g_strsplit (output != NULL ? output : "", "\n", -1);

  for (guint i = g_strv_length (lines); i > 0; i--)
    {
      const char *line = lines[i - 1];
      const char *colon = strchr (line, ':');
      const char *p = line;

      while (p != colon && (g_ascii_isalnum (*p) || *p == '_' || *p == '.'))
        p++;
      if (colon != NULL && p == colon && p > line &&
          (strstr (line, "Error") != NULL || strstr (line, "Exception") != NULL || strstr (line, "Interrupt") != NULL))
        return g_strdup (line);
      if (g_str_equal (line, "MemoryError") || g_str_equal (line, "KeyboardInterrupt"))
        return g_strdup (line);
    }

  return g_strdup (lines[0] != NULL ? lines[MAX (g_strv_length (lines), 1) - 1] : "");
}

/* The text between the first pair of quotes. */
static char *
dup_quoted (const char *line)
{
  const char *start = strpbrk (line, "'\"");
  const char *end;

  if (start == NULL)
    return NULL;
  end = strchr (start + 1, *start);

  return end != NULL ? g_strndup (start + 1, end - start - 1) : NULL;
}

static void
say (SpRepair *self,
     char     *words)
{
  g_ptr_array_add (self->said, words);
}

static void
learn_module (SpRepair   *self,
              const char *line)
{
  g_autofree char *module = dup_quoted (line);
  const char *name = module != NULL ? module : "?";

  if ((g_str_has_prefix (name, "matplotlib")) && self->analysis->chart != SP_CHART_NONE && !self->options.without_chart)
    {
      self->options.without_chart = TRUE;
      say (self, g_strdup (_("The Python package matplotlib is missing (Debian: python3-matplotlib), so I cannot draw; I give the figures instead.")));
      return;
    }
  self->give_up = g_strdup_printf (_("The Python package %s is missing. On Debian and Ubuntu it is installed with “apt install python3-%s”."),
                                   name, name);
}

/* A name that the card has and the loaded table has not: spaces around names, or another spelling. */
static void
learn_key (SpRepair   *self,
           const char *line)
{
  g_autofree char *name = dup_quoted (line);

  if (!self->options.strip_names)
    {
      self->options.strip_names = TRUE;
      for (guint i = 0; i < self->card->columns->len; i++)
        {
          SpDataColumn *column = g_ptr_array_index (self->card->columns, i);

          g_strstrip (column->name);
        }
      say (self, g_strdup_printf (_("The table has no column “%s” as I wrote it; I take the spaces off the column names."),
                                  name != NULL ? name : "?"));
      return;
    }
  self->give_up = g_strdup_printf (_("The table has no column “%s” when it is loaded."), name != NULL ? name : "?");
}

static void
learn_encoding (SpRepair *self)
{
  const char *now = self->card->encoding;
  const char *next = now == NULL || g_ascii_strncasecmp (now, "utf-8", 5) == 0 ? "cp1252" : "latin-1";

  if (g_strcmp0 (now, "latin-1") == 0)
    {
      self->give_up = g_strdup (_("I could not find out how the file's text is encoded."));
      return;
    }
  say (self, g_strdup_printf (_("The file is not encoded in %s; I try %s."), now != NULL ? now : "UTF-8", next));
  g_clear_pointer (&self->card->encoding, g_free);
  self->card->encoding = g_strdup (next);
}

static void
learn_lines (SpRepair *self)
{
  if (self->card->skip_bad_lines)
    {
      self->give_up = g_strdup (_("The file's lines do not form a table that can be read."));
      return;
    }
  self->card->skip_bad_lines = TRUE;
  say (self, g_strdup (_("Some lines have more cells than the header; I leave those lines out.")));
}

static void
learn_numbers (SpRepair *self)
{
  if (self->options.numbers_from_text)
    {
      self->give_up = g_strdup (_("A column that should hold numbers holds something else."));
      return;
    }
  self->options.numbers_from_text = TRUE;
  say (self, g_strdup (_("A column of numbers also holds text; I count what is no number as missing.")));
}

/**
 * sp_repair_learn:
 * @self: a repair
 * @output: (nullable): what the failed cell printed, with its traceback
 *
 * Reads one failure and changes what it suggests, or gives up.
 */
void
sp_repair_learn (SpRepair   *self,
                 const char *output)
{
  g_autofree char *line = NULL;

  g_return_if_fail (self != NULL);

  if (self->give_up != NULL)
    return;

  line = sp_repair_dup_line (output);
  if (strstr (line, "ModuleNotFoundError") != NULL || strstr (line, "ImportError") != NULL)
    learn_module (self, line);
  else if (strstr (line, "KeyError") != NULL || strstr (line, "Missing column provided") != NULL || strstr (line, "not in index") != NULL)
    learn_key (self, line);
  else if (strstr (line, "UnicodeDecodeError") != NULL || strstr (line, "UnicodeError") != NULL)
    learn_encoding (self);
  else if (strstr (line, "ParserError") != NULL && strstr (line, "okenizing") != NULL)
    learn_lines (self);
  else if (strstr (line, "could not convert") != NULL || strstr (line, "Unable to parse") != NULL ||
           strstr (line, "not supported between instances") != NULL || strstr (line, "Could not convert") != NULL ||
           strstr (line, "to numeric") != NULL || strstr (line, "unsupported operand") != NULL ||
           strstr (line, "not supported for dtype object") != NULL || strstr (line, "datatype object") != NULL)
    learn_numbers (self);
  else if (strstr (line, "FileNotFoundError") != NULL)
    self->give_up = g_strdup_printf (_("The file %s is not in the working folder any more."), self->card->file);
  else if (strstr (line, "MemoryError") != NULL)
    self->give_up = g_strdup (_("The table needs more memory than the sandbox may use."));
  else if (strstr (line, "KeyboardInterrupt") != NULL)
    self->give_up = g_strdup (_("The computation was stopped."));
  else
    self->give_up = line[0] != '\0' ? g_strdup_printf (_("The code failed: %s"), line) : g_strdup (_("The code failed without saying why."));
}
