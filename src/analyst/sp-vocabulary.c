/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finds the columns and values of a table in a question. Every run of words that may be one is a candidate with a quality;
 * the best candidates that do not overlap win. Pure functions over a data card, which must outlive the terms. */

#include "config.h"

#include "analyst/sp-vocabulary.h"

#include <string.h>

#define MAX_RUN 10

/* Words of the question's grammar: never a column by likeness or in part. */
static const char reserved[] =
  "a an the of in on for by per each every all any and or not no with without to from at as is are was were be been has have had "
  "do does did can could would should will shall may might i me my we us you it its they them their this that these those which "
  "who whom whose what when where how why please show list find give get tell display return retrieve identify select calculate "
  "compute count number total sum average mean avg median minimum maximum min max highest lowest largest smallest most least "
  "more less than over under above below between top bottom first last bar bars line pie scatter plot chart graph histogram draw "
  "create make visualize visualise box file csv data dataset database table column columns row rows value values record records "
  "only also well want need like using use group grouped sort sorted order ordered ascending descending asc desc rank ranked "
  "distribution trend time different distinct unique many much information about uploaded provide there name names id code type "
  "date high low if than then so but into out up down now same one two case mode save result results axis x y percent percentage "
  "variable feature series new set level part other others based include including instead against versus vs across";

/* Of these, the ones that are a column all the same when they are its whole name. */
static const char column_words[] =
  "first last line box file group record time value rank order name names id code type date high low level part series case mode "
  "variable feature set percent percentage level row table x y top bottom data";

/* Parts of names that many tables share: alone they fit too many columns. */
static const char generic[] = "name id code type date number no value total rate of the in per and";

typedef struct
{
  guint         start;
  guint         end;       /* after the last word */
  double        quality;
  double        score;
  SpDataColumn *column;    /* of a column */
  SpDataColumn *rival;
  GArray       *matches;   /* (not owned) of a value */
} Candidate;

typedef struct
{
  const SpDataCard *card;
  GPtrArray        *words;      /* of SpWord: the question */
  GPtrArray        *names;      /* of GPtrArray of SpWord: each column's name */
  GHashTable       *values;     /* char → GArray of SpValueMatch */
  guint             longest;    /* words in the longest value */
} Vocabulary;

static void
vocabulary_clear (Vocabulary *self)
{
  g_clear_pointer (&self->words, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Vocabulary, vocabulary_clear)

static void
term_free (SpTerm *term)
{
  g_clear_pointer (&term->text, g_free);
  g_clear_pointer (&term->folded, g_free);
  g_clear_pointer (&term->matches, g_array_unref);
  g_free (term);
}

static void
index_value (Vocabulary   *self,
             SpDataColumn *column,
             const char   *value)
{
  g_autofree char *key = sp_words_normalise (value);
  GArray *matches = g_hash_table_lookup (self->values, key);
  SpValueMatch match = { column, value };
  guint n_words = 1;

  if (key[0] == '\0')
    return;
  for (const char *p = key; *p != '\0'; p++)
    n_words += *p == ' ';
  self->longest = MAX (self->longest, MIN (n_words, MAX_RUN));
  if (matches == NULL)
    {
      matches = g_array_new (FALSE, FALSE, sizeof (SpValueMatch));
      g_hash_table_insert (self->values, g_steal_pointer (&key), matches);
    }
  g_array_append_val (matches, match);
}

/* "Fname" is a first name. */
static GPtrArray *
split_name (const char *name)
{
  static const char * const pairs[][2] = {
    { "fname", "first name" }, { "lname", "last name" }, { "mname", "middle name" }, { "firstname", "first name" }, { "lastname", "last name" },
    { "l name", "last name" }, { "f name", "first name" }, { "dob", "date of birth" },
  };
  GPtrArray *words = sp_words_split (name);
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", ((SpWord *) g_ptr_array_index (words, i))->folded);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (!g_str_has_suffix (joined->str, pairs[i][0]) ||
          (joined->len > strlen (pairs[i][0]) && joined->str[joined->len - strlen (pairs[i][0]) - 1] != ' '))
        continue;
      g_string_truncate (joined, joined->len - strlen (pairs[i][0]));
      g_string_append (joined, pairs[i][1]);
      g_ptr_array_unref (words);
      return sp_words_split (joined->str);
    }

  return words;
}

static void
vocabulary_init (Vocabulary       *self,
                 const SpDataCard *card,
                 const char       *question)
{
  self->card = card;
  self->words = sp_words_split (question);
  self->names = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < card->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (card->columns, i);

      g_ptr_array_add (self->names, split_name (column->name));
      if (column->type != SP_COLUMN_TEXT && column->type != SP_COLUMN_BOOLEAN)
        continue;
      for (guint j = 0; j < column->values->len; j++)
        index_value (self, column, g_ptr_array_index (column->values, j));
    }
}

static SpWord *
word_at (GPtrArray *words,
         guint      i)
{
  return g_ptr_array_index (words, i);
}

static gboolean
is_name_word (const SpWord *word)
{
  return word->kind == SP_WORD_WORD || word->kind == SP_WORD_NUMBER;
}

static double
word_weight (const SpWord *word)
{
  double length = MIN (g_utf8_strlen (word->folded, -1), 8);

  return sp_words_is_one_of (word->folded, generic) ? length / 2 : length;
}

/* Do the letters of the asked word stand for the words of the name, or the letters of the name for the asked words? */
static guint
match_initials (Vocabulary *self,
                GPtrArray  *name,
                guint       start)
{
  SpWord *first = word_at (self->words, start);
  SpWord *only = name->len > 0 ? word_at (name, 0) : NULL;
  gsize n;

  if (name->len >= 2 && strlen (first->folded) == name->len)
    {
      for (guint i = 0; i < name->len; i++)
        {
          if (word_at (name, i)->folded[0] != first->folded[i])
            return 0;
        }
      return start + 1;
    }
  if (name->len != 1)
    return 0;

  n = strlen (only->folded);
  if (n < 3 || n > 5 || start + n > self->words->len || !g_ascii_isalpha (only->folded[0]))
    return 0;
  for (guint i = 0; i < n; i++)
    {
      SpWord *word = word_at (self->words, start + i);

      if (word->kind != SP_WORD_WORD || word->folded[0] != only->folded[i])
        return 0;
    }

  return start + n;
}

/* Words of the grammar make a column only when they are its whole name, and then only some of them: "Total" with its capital
 * is the column of that name, "total" adds up. */
static gboolean
is_whole_name (Vocabulary      *self,
               GPtrArray       *name,
               const Candidate *candidate,
               guint            n_matched)
{
  SpWord *first = word_at (self->words, candidate->start);

  if (candidate->score < 0.95)
    return FALSE;
  if (n_matched > 1 || sp_words_is_one_of (first->folded, column_words))
    return TRUE;

  return candidate->start > 0 && name->len == 1 && g_unichar_isupper (g_utf8_get_char (first->text)) &&
         g_str_equal (first->text, word_at (name, 0)->text);
}

/* How much of one column's name stands at @start, in any order, with "of" and "the" between. */
static gboolean
match_name (Vocabulary *self,
            GPtrArray  *name,
            guint       start,
            Candidate  *candidate)
{
  gboolean taken[64] = { FALSE };
  double matched = 0, all = 0, likeness = 0;
  guint n_matched = 0, n_content = 0;

  candidate->start = start;
  for (guint i = 0; i < MIN (name->len, 64); i++)
    {
      if (word_at (name, i)->kind == SP_WORD_MARK)
        taken[i] = TRUE;
      else
        all += word_weight (word_at (name, i));
    }
  for (guint i = start; i < MIN (self->words->len, start + MAX_RUN); i++)
    {
      SpWord *word = word_at (self->words, i);
      gboolean is_reserved = sp_words_is_one_of (word->folded, reserved);
      double best = 0;
      int which = -1;

      if (!is_name_word (word))
        break;
      for (guint j = 0; j < MIN (name->len, 64); j++)
        {
          SpWord *part = word_at (name, j);
          double similarity = taken[j] || !is_name_word (part) ? 0 : sp_words_similarity (word->folded, part->folded);

          if (is_reserved && similarity < 0.97)
            similarity = 0;
          if (similarity > best)
            {
              best = similarity;
              which = j;
            }
        }
      if (which < 0)
        {
          if (i > start && i + 1 < self->words->len && sp_words_is_one_of (word->folded, "of the in per"))
            continue;
          break;
        }
      taken[which] = TRUE;
      matched += best * word_weight (word_at (name, which));
      likeness += best;
      n_matched++;
      n_content += !is_reserved;
      candidate->end = i + 1;
    }

  if (n_matched == 0 || all <= 0)
    return FALSE;
  candidate->score = matched / all;
  if (n_content == 0 && !is_whole_name (self, name, candidate, n_matched))
    return FALSE;
  candidate->quality = likeness * (0.4 + 0.6 * candidate->score);

  return TRUE;
}

/* A column of identifiers is meant only when the question says "id" or the like: "students" are rows, not STU_ID; and the
 * "number of cards" is no card number. In the same way "orders" are not the order_date. */
static gboolean
misses_identifier (Vocabulary      *self,
                   GPtrArray       *name,
                   const Candidate *candidate,
                   SpDataColumn    *column)
{
  static const char marks[] = "id ids number num no nr key code codes date dates time times day days timestamp when";
  SpWord *last = name->len > 1 ? word_at (name, name->len - 1) : NULL;
  gboolean identifies = last != NULL && sp_words_is_one_of (last->folded, "id number num no nr key") &&
                        column->n_unique >= 0.9 * (self->card->n_rows - column->n_missing);
  gboolean dates = last != NULL && column->type == SP_COLUMN_DATE && sp_words_is_one_of (last->folded, "date time day timestamp");

  if (!identifies && !dates)
    return FALSE;
  if (candidate->end > candidate->start + 1 && sp_words_is_one_of (word_at (self->words, candidate->start + 1)->folded, "of"))
    return TRUE;
  for (guint i = candidate->start; i < candidate->end; i++)
    {
      if (sp_words_is_one_of (word_at (self->words, i)->folded, marks))
        return FALSE;
    }

  return TRUE;
}

/* "rank by the y axis": a verb, though there may be a column of that name. */
static gboolean
is_verb (Vocabulary *self,
         guint       i)
{
  SpWord *word = word_at (self->words, i);
  SpWord *before = i > 0 ? word_at (self->words, i - 1) : NULL;
  SpWord *after = i + 1 < self->words->len ? word_at (self->words, i + 1) : NULL;

  if (!sp_words_is_one_of (word->folded, "rank order sort list group ranked ordered"))
    return FALSE;

  return before == NULL || before->kind == SP_WORD_MARK || sp_words_is_one_of (before->folded, "and to please") ||
         (after != NULL && sp_words_is_one_of (after->folded, "by total x y from it them"));
}

static void
consider_column (Candidate       *best,
                 const Candidate *candidate)
{
  if (best->column == NULL || candidate->quality > best->quality + 0.02)
    {
      /* A name that fits nearly as well stays in mind. */
      SpDataColumn *rival = best->column != NULL && best->end == candidate->end && best->quality > candidate->quality - 0.08 ? best->column : NULL;

      *best = *candidate;
      best->rival = rival;
    }
  else if (candidate->end == best->end && candidate->quality > best->quality - 0.08 && best->score < 0.9)
    {
      best->rival = candidate->column;
    }
}

static gboolean
find_column_at (Vocabulary *self,
                guint       start,
                Candidate  *best)
{
  memset (best, 0, sizeof *best);
  if (!is_name_word (word_at (self->words, start)) || is_verb (self, start))
    return FALSE;

  for (guint i = 0; i < self->names->len; i++)
    {
      Candidate candidate = { 0 };
      guint end = match_initials (self, g_ptr_array_index (self->names, i), start);

      if (end > 0)
        {
          candidate.start = start;
          candidate.end = end;
          candidate.score = 0.95;
          candidate.quality = 0.95 * (end - start);
        }
      else if (!match_name (self, g_ptr_array_index (self->names, i), start, &candidate))
        {
          continue;
        }
      candidate.column = g_ptr_array_index (self->card->columns, i);
      if (misses_identifier (self, g_ptr_array_index (self->names, i), &candidate, candidate.column))
        continue;
      /* A number alone is a column only when it is the column's whole name, such as a year. */
      if (word_at (self->words, start)->kind == SP_WORD_NUMBER && candidate.score < 0.95)
        continue;
      if (candidate.score >= 0.2)
        consider_column (best, &candidate);
    }

  return best->column != NULL;
}

/* A short or common word is a value only when it is written as in the table. */
static gboolean
is_plausible_value (Vocabulary *self,
                    guint       start,
                    guint       end,
                    GArray     *matches)
{
  SpWord *word = word_at (self->words, start);

  if (end - start > 1)
    return TRUE;
  if (word->kind != SP_WORD_WORD)
    return FALSE;
  if (sp_words_is_one_of (word->folded, reserved))
    return FALSE;
  if (g_utf8_strlen (word->folded, -1) >= 3 && !sp_words_is_one_of (word->folded, "yes none other true false"))
    return TRUE;
  for (guint i = 0; i < matches->len; i++)
    {
      if (g_str_equal (g_array_index (matches, SpValueMatch, i).value, word->text) && g_ascii_isupper (word->text[0]))
        return TRUE;
    }

  return FALSE;
}

static GArray *
look_up_value (Vocabulary *self,
               const char *key)
{
  GArray *matches = g_hash_table_lookup (self->values, key);
  g_autofree char *stem = NULL;

  if (matches != NULL)
    return matches;
  stem = sp_words_stem (key);
  matches = g_hash_table_lookup (self->values, stem);
  /* Tables write M and F for what people call male and female. */
  if (matches == NULL && sp_words_is_one_of (stem, "male man boy"))
    matches = g_hash_table_lookup (self->values, g_hash_table_contains (self->values, "f") ? "m" : "male");
  else if (matches == NULL && sp_words_is_one_of (stem, "female woman girl"))
    matches = g_hash_table_lookup (self->values, g_hash_table_contains (self->values, "m") ? "f" : "female");

  return matches;
}

static gboolean
find_value_at (Vocabulary *self,
               guint       start,
               Candidate  *best)
{
  g_autoptr(GString) key = g_string_new (NULL);

  memset (best, 0, sizeof *best);
  for (guint i = start; i < MIN (self->words->len, start + self->longest + 2); i++)
    {
      SpWord *word = word_at (self->words, i);
      GArray *matches;

      if (!is_name_word (word))
        break;
      if (g_str_equal (word->folded, "and"))
        {
          if (i == start)
            break;
          continue;
        }
      if (key->len > 0)
        g_string_append_c (key, ' ');
      g_string_append (key, word->folded);
      matches = look_up_value (self, key->str);
      if (matches == NULL || !is_plausible_value (self, start, i + 1, matches))
        continue;
      best->start = start;
      best->end = i + 1;
      best->matches = matches;
      best->quality = 0.9 * (i + 1 - start);
    }

  return best->matches != NULL;
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *first = a;
  const Candidate *second = b;

  if (first->quality != second->quality)
    return first->quality > second->quality ? -1 : 1;

  return (int) first->start - (int) second->start;
}

/* For each word the candidate that it belongs to, or NULL. */
static Candidate **
choose (GArray *candidates,
        guint   n_words)
{
  Candidate **owners = g_new0 (Candidate *, n_words + 1);

  g_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, i);
      gboolean is_free = TRUE;

      for (guint j = candidate->start; j < candidate->end; j++)
        is_free = is_free && owners[j] == NULL;
      for (guint j = candidate->start; is_free && j < candidate->end; j++)
        owners[j] = candidate;
    }

  return owners;
}

static SpTerm *
term_new (SpTermKind  kind,
          const char *text)
{
  SpTerm *term = g_new0 (SpTerm, 1);

  term->kind = kind;
  term->text = g_strdup (text);
  term->folded = g_utf8_casefold (text, -1);

  return term;
}

/* A quoted text is a column when it is one's name, else a value when the table holds it, else part of one. */
static SpTerm *
read_quoted (Vocabulary   *self,
             const SpWord *word)
{
  g_autofree char *key = sp_words_normalise (word->text);
  SpTerm *term = term_new (SP_TERM_QUOTED, word->text);
  GArray *matches = g_hash_table_lookup (self->values, key);

  term->quoted = TRUE;
  for (guint i = 0; i < self->card->columns->len && term->column == NULL; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->card->columns, i);
      g_autofree char *name = sp_words_normalise (column->name);

      if (g_str_equal (column->name, word->text) || (g_str_equal (name, key) && matches == NULL))
        term->column = column;
    }
  if (term->column == NULL && matches == NULL)
    {
      SpDataColumn *column = sp_vocabulary_find_column (self->card, word->text);

      term->column = column;
    }
  if (term->column != NULL)
    {
      term->kind = SP_TERM_COLUMN;
      term->score = 1;
    }
  else if (matches != NULL)
    {
      term->kind = SP_TERM_VALUE;
      term->matches = g_array_ref (matches);
    }

  return term;
}

/* "1.234" of a table that writes decimal commas is a thousand and more. */
static double
read_grouped (const SpWord *word)
{
  g_auto(GStrv) groups = g_strsplit (word->text, ".", -1);
  g_autofree char *joined = NULL;

  for (guint i = 1; groups[i] != NULL; i++)
    {
      if (strlen (groups[i]) != 3)
        return word->number;
    }
  joined = g_strjoinv ("", groups);

  return g_ascii_strtod (joined, NULL);
}

static SpTerm *
read_word (const SpDataCard *card,
           const SpWord     *word)
{
  static const SpTermKind kinds[] = {
    [SP_WORD_WORD] = SP_TERM_WORD,
    [SP_WORD_NUMBER] = SP_TERM_NUMBER,
    [SP_WORD_DATE] = SP_TERM_DATE,
    [SP_WORD_QUOTED] = SP_TERM_QUOTED,
    [SP_WORD_MARK] = SP_TERM_MARK,
  };
  SpTerm *term = term_new (kinds[word->kind], word->text);

  term->number = word->number;
  if (word->kind == SP_WORD_NUMBER && g_strcmp0 (card->decimal, ",") == 0 && strchr (word->text, '.') != NULL)
    term->number = read_grouped (word);
  term->percent = word->percent;

  return term;
}

static SpTerm *
read_candidate (Vocabulary      *self,
                const Candidate *candidate)
{
  GString *text = g_string_new (NULL);
  SpTerm *term;

  for (guint i = candidate->start; i < candidate->end; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word_at (self->words, i)->text);
  term = term_new (candidate->column != NULL ? SP_TERM_COLUMN : SP_TERM_VALUE, text->str);
  g_string_free (text, TRUE);
  term->column = candidate->column;
  term->rival = candidate->rival;
  term->score = candidate->score;
  if (candidate->matches != NULL)
    term->matches = g_array_ref (candidate->matches);

  return term;
}

/**
 * sp_vocabulary_read:
 * @card: (transfer none): a table's data card; must outlive the terms
 * @question: what was asked
 *
 * Returns: (transfer full) (element-type SpTerm): the question in terms of the table
 */
GPtrArray *
sp_vocabulary_read (const SpDataCard *card,
                    const char       *question)
{
  g_autoptr(GPtrArray) terms = g_ptr_array_new_with_free_func ((GDestroyNotify) term_free);
  g_autoptr(GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autofree Candidate **owners = NULL;
  g_auto(Vocabulary) self = { NULL };

  g_return_val_if_fail (card != NULL && question != NULL, NULL);

  vocabulary_init (&self, card, question);
  for (guint i = 0; i < self.words->len; i++)
    {
      Candidate candidate;

      if (find_column_at (&self, i, &candidate))
        g_array_append_val (candidates, candidate);
      if (find_value_at (&self, i, &candidate))
        g_array_append_val (candidates, candidate);
    }
  owners = choose (candidates, self.words->len);

  for (guint i = 0; i < self.words->len; i++)
    {
      SpWord *word = word_at (self.words, i);

      if (word->kind == SP_WORD_QUOTED)
        g_ptr_array_add (terms, read_quoted (&self, word));
      else if (owners[i] == NULL)
        g_ptr_array_add (terms, read_word (card, word));
      else if (owners[i]->start == i)
        g_ptr_array_add (terms, read_candidate (&self, owners[i]));
    }

  return g_steal_pointer (&terms);
}

/**
 * sp_vocabulary_score:
 * @terms: (element-type SpTerm): a question in terms of a table
 *
 * Returns: how much of the question the table knows
 */
double
sp_vocabulary_score (GPtrArray *terms)
{
  double score = 0;

  g_return_val_if_fail (terms != NULL, 0);

  for (guint i = 0; i < terms->len; i++)
    {
      SpTerm *term = g_ptr_array_index (terms, i);

      if (term->kind == SP_TERM_COLUMN)
        score += 0.5 + term->score;
      else if (term->kind == SP_TERM_VALUE)
        score += 1;
      else if (term->kind == SP_TERM_QUOTED)
        score -= 0.5;
    }

  return score;
}

/**
 * sp_vocabulary_find_column:
 * @card: a data card
 * @text: what somebody calls a column
 *
 * Returns: (transfer none) (nullable): the column whose name is most like it, when one is like it at all
 */
SpDataColumn *
sp_vocabulary_find_column (const SpDataCard *card,
                           const char       *text)
{
  g_auto(Vocabulary) self = { NULL };
  Candidate best = { 0 };

  g_return_val_if_fail (card != NULL && text != NULL, NULL);

  vocabulary_init (&self, card, text);
  for (guint i = 0; i < self.words->len; i++)
    {
      Candidate candidate;

      if (find_column_at (&self, i, &candidate) && candidate.quality > best.quality && candidate.score > 0.6)
        best = candidate;
    }

  return best.column;
}
