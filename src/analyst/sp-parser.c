/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Free wording → analysis. The question becomes terms of the table (sp-vocabulary.c); each kind of clause is then read by
 * a pass of its own, which sets aside the terms that it understood (sp-parse-*.c); what is left are plain columns, and
 * sp-assemble.c makes one analysis of it all. Pure functions over a data card; the caller's thread. */

#include "config.h"

#include "analyst/sp-parser.h"
#include "analyst/sp-parser-private.h"

#include <glib/gi18n.h>

#include "analyst/sp-sentence.h"

static void
reader_clear (SpReader *self)
{
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_clear_pointer (&self->analysis, sp_analysis_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->alternative, sp_analysis_free);
  g_clear_pointer (&self->measures, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->unknown_key, g_free);
  g_clear_pointer (&self->extreme_by, sp_measure_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpReader, reader_clear)

/**
 * _sp_reader_term:
 * @self: the reader
 * @i: a position
 *
 * Returns: (transfer none) (nullable): the term there
 */
SpTerm *
_sp_reader_term (SpReader *self,
                 guint     i)
{
  return i < self->terms->len ? g_ptr_array_index (self->terms, i) : NULL;
}

/**
 * _sp_reader_use:
 * @self: the reader
 * @start: the first term
 * @n: how many
 *
 * Sets terms aside that were understood.
 */
void
_sp_reader_use (SpReader *self,
                guint     start,
                guint     n)
{
  for (guint i = start; i < MIN (start + n, self->terms->len); i++)
    _sp_reader_term (self, i)->used = TRUE;
}

/**
 * _sp_reader_skip_fillers:
 * @self: the reader
 * @i: a position
 *
 * Returns: the position of the next term that says something
 */
guint
_sp_reader_skip_fillers (SpReader *self,
                         guint     i)
{
  while (i < self->terms->len && _sp_reader_term (self, i)->kind == SP_TERM_WORD &&
         (sp_phrases_is_filler (_sp_reader_term (self, i)->folded) || g_str_equal (_sp_reader_term (self, i)->folded, "different")))
    i++;

  return i;
}

/**
 * _sp_reader_is_column:
 * @self: the reader
 * @i: a position
 *
 * Returns: whether a column stands there that is not set aside
 */
gboolean
_sp_reader_is_column (SpReader *self,
                      guint     i)
{
  SpTerm *term = _sp_reader_term (self, i);

  return term != NULL && term->kind == SP_TERM_COLUMN && !term->used;
}

/**
 * _sp_reader_is_category:
 * @self: the reader
 * @column: a column
 *
 * Returns: whether its values can make groups: anything but numbers of many kinds
 */
gboolean
_sp_reader_is_category (SpReader           *self,
                        const SpDataColumn *column)
{
  if (column->type != SP_COLUMN_NUMBER)
    return TRUE;

  return column->whole && (column->n_unique <= 20 || column == _sp_reader_find_year (self));
}

/**
 * _sp_reader_find_date:
 * @self: the reader
 *
 * Returns: (transfer none) (nullable): the table's first column of dates
 */
SpDataColumn *
_sp_reader_find_date (SpReader *self)
{
  for (guint i = 0; i < self->card->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, i);

      if (column->type == SP_COLUMN_DATE)
        return column;
    }

  return NULL;
}

/**
 * _sp_reader_find_year:
 * @self: the reader
 *
 * Returns: (transfer none) (nullable): the table's first column of years
 */
SpDataColumn *
_sp_reader_find_year (SpReader *self)
{
  for (guint i = 0; i < self->card->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, i);
      g_autofree char *name = sp_words_normalise (column->name);
      g_auto(GStrv) words = g_strsplit (name, " ", -1);

      if (column->type == SP_COLUMN_NUMBER && column->whole && column->has_range && column->max <= 2200 &&
          (g_strv_contains ((const char * const *) words, "year") || (column->min >= 1800 && column->n_unique < 300 &&
                                                                      column->max - column->min < 300 && column->min >= 1900)))
        return column;
    }

  return NULL;
}

/**
 * _sp_reader_note:
 * @self: the reader
 * @format: printf() format
 * @...: its arguments
 *
 * Notes an assumption, for the answer.
 */
void
_sp_reader_note (SpReader   *self,
                 const char *format,
                 ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
reader_init (SpReader         *self,
             const SpDataCard *card,
             const char       *question)
{
  self->card = card;
  self->terms = sp_vocabulary_read (card, question);
  self->analysis = sp_analysis_new (SP_TASK_ROWS);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->measures = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_measure_free);
  self->pending = g_array_new (FALSE, FALSE, sizeof (SpAggregate));
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_key_free);
}

/* The order matters: each pass may take words that a later one would read in another way. */
static void
read_clauses (SpReader *self)
{
  _sp_reader_read_options (self);
  _sp_reader_read_derived (self);
  _sp_reader_read_chart (self);
  _sp_reader_read_filters (self);
  _sp_reader_read_values (self);
  _sp_reader_read_sort (self);
  _sp_reader_read_extremes (self);
  _sp_reader_read_measures (self);
  _sp_reader_read_groups (self);
}

/* Leaves out the numbers that look like spreadsheet dates, in the columns that are computed with. */
static void
exclude_dates (SpReader *self)
{
  g_autoptr(GPtrArray) used = sp_analysis_list_used (self->analysis);

  for (guint i = 0; i < used->len; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (self->card, g_ptr_array_index (used, i));
      SpFault *fault = column != NULL ? sp_data_column_get_fault (column, SP_FAULT_SPREADSHEET_DATES) : NULL;
      SpFilter *filter;

      if (fault == NULL)
        continue;
      filter = sp_analysis_add_filter (self->analysis, column->name, SP_FILTER_NOT_BETWEEN, NULL, TRUE);
      g_ptr_array_add (filter->values, g_strdup_printf ("%.0f", fault->low));
      g_ptr_array_add (filter->values, g_strdup_printf ("%.0f", fault->high));
    }
}

/* A time that is asked for and that no column tells: the answer says that all rows were taken. */
static void
note_unread_time (SpReader *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      guint n = sp_phrases_match_any (self->terms, i, "last quarter|last year|last month|last week|this year|this month|this quarter|previous quarter|"
                                      "previous year|previous month|current quarter|current year|past year|past quarter|past month");

      if (n > 0 && _sp_reader_find_date (self) == NULL && _sp_reader_find_year (self) == NULL)
        {
          _sp_reader_note (self, _("The table has no column of dates, so “%s %s” chose no rows; I took all that it holds."), _sp_reader_term (self, i)->text,
                           _sp_reader_term (self, i + n - 1)->text);
          return;
        }
    }
}

static SpReading *
reading_new (SpAnalysis *analysis,
             char       *problem)
{
  SpReading *reading = g_new0 (SpReading, 1);

  reading->analysis = analysis;
  reading->problem = problem;
  reading->notes = g_ptr_array_new_with_free_func (g_free);

  return reading;
}

/* A canonical sentence is taken at its word, when its columns are there. */
static SpAnalysis *
read_canonical (const SpDataCard *card,
                const char       *question)
{
  g_autoptr(SpAnalysis) analysis = sp_sentence_parse (question, NULL);
  g_autoptr(GPtrArray) used = NULL;

  if (analysis == NULL || (analysis->file != NULL && !g_str_equal (analysis->file, card->file)))
    return NULL;
  used = sp_analysis_list_used (analysis);
  for (guint i = 0; i < used->len; i++)
    {
      const char *name = g_ptr_array_index (used, i);

      if (sp_data_card_get_column (card, name) == NULL && !g_ascii_isdigit (name[0]))
        return NULL;
    }

  return g_steal_pointer (&analysis);
}

/**
 * sp_parser_read:
 * @card: the data card of the table that the question is put to
 * @question: the question, in free wording or as a canonical sentence
 * @previous: (nullable): the analysis before it in the conversation, which the question may only change
 *
 * Returns: (transfer full): what was understood
 */
SpReading *
sp_parser_read (const SpDataCard *card,
                const char       *question,
                const SpAnalysis *previous)
{
  g_auto(SpReader) reader = { NULL };
  SpAnalysis *analysis;
  SpReading *reading;
  double score;

  g_return_val_if_fail (card != NULL && question != NULL, NULL);

  analysis = read_canonical (card, question);
  if (analysis != NULL)
    {
      reading = reading_new (analysis, NULL);
      reading->score = 100;
      if (analysis->file == NULL)
        analysis->file = g_strdup (card->file);
      return reading;
    }

  reader_init (&reader, card, question);
  score = sp_vocabulary_score (reader.terms);
  read_clauses (&reader);
  /* An overview has no order that could change: to sort is a new question then. */
  if (previous != NULL && previous->task == SP_TASK_DESCRIBE && reader.sort_column != NULL)
    previous = NULL;
  if (previous != NULL && _sp_follow_up_is_one (&reader, question))
    {
      g_autoptr(SpAnalysis) merged = _sp_follow_up_merge (&reader, previous, question);

      g_clear_pointer (&reader.analysis, sp_analysis_free);
      reader.analysis = g_steal_pointer (&merged);
    }
  else
    {
      _sp_reader_assemble (&reader);
    }

  if (reader.problem == NULL && reader.without_dates)
    exclude_dates (&reader);
  if (reader.problem == NULL)
    note_unread_time (&reader);

  if (reader.problem != NULL)
    g_clear_pointer (&reader.analysis, sp_analysis_free);
  analysis = g_steal_pointer (&reader.analysis);
  reading = reading_new (analysis, g_steal_pointer (&reader.problem));
  g_clear_pointer (&reading->notes, g_ptr_array_unref);
  reading->notes = g_steal_pointer (&reader.notes);
  reading->alternative = g_steal_pointer (&reader.alternative);
  reading->score = score;
  if (reading->analysis != NULL && reading->analysis->file == NULL)
    reading->analysis->file = g_strdup (card->file);

  return reading;
}

/**
 * sp_reading_free:
 * @self: (transfer full): a reading
 */
void
sp_reading_free (SpReading *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->analysis, sp_analysis_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->alternative, sp_analysis_free);
  g_free (self);
}
