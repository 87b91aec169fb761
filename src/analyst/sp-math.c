/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finds equations ("3x + 11 = 14", systems of them) and plain arithmetic in a question and writes Python for them. Only
 * digits, operators, parentheses, single letters and a few functions are taken, so that nothing else can get into the
 * code. Pure functions, any thread. */

#include "config.h"

#include "analyst/sp-math.h"

#include <string.h>

#define MAX_LENGTH 300

static const char * const functions[] = { "sqrt", "sin", "cos", "tan", "log", "exp", "pi", "abs", NULL };

static gboolean
is_operator (char c)
{
  return strchr ("+-*/^=()", c) != NULL && c != '\0';
}

/* Characters of other alphabets that people use for operators. */
static char *
normalise (const char *text)
{
  static const char * const pairs[][2] = {
    { "\xe2\x88\x92", "-" }, { "\xc3\x97", "*" }, { "\xc2\xb7", "*" }, { "\xc3\xb7", "/" }, { "\xc2\xb2", "^2" },
    { "\xc2\xb3", "^3" }, { "\xe2\x80\x93", "-" }, { "==", "=" }, { "**", "^" }, { "\n", " ; " },
  };
  GString *out = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_string_replace (out, pairs[i][0], pairs[i][1], 0);

  return g_string_free (out, FALSE);
}

static gboolean
is_function (const char *start,
             gsize       length)
{
  for (gsize i = 0; functions[i] != NULL; i++)
    {
      if (strlen (functions[i]) == length && g_ascii_strncasecmp (functions[i], start, length) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether a run of characters without spaces can belong to a formula: no words of two letters but functions. */
static gboolean
is_formula_word (const char *word)
{
  gboolean telling = FALSE;

  for (const char *p = word; *p != '\0';)
    {
      if (g_ascii_isalpha (*p))
        {
          const char *start = p;

          while (g_ascii_isalpha (*p))
            p++;
          if (p - start > 1 && !is_function (start, p - start))
            return FALSE;
          telling = TRUE;
        }
      else if (g_ascii_isdigit (*p) || is_operator (*p))
        {
          telling = TRUE;
          p++;
        }
      else if (*p == '.' || *p == '%')
        {
          p++;
        }
      else
        {
          return FALSE;
        }
    }

  return telling;
}

static gboolean
is_complete (const char *formula)
{
  int depth = 0;
  gsize length = strlen (formula);
  guint equals = 0, operators = 0, operands = 0;

  if (length == 0 || length > MAX_LENGTH)
    return FALSE;
  for (const char *p = formula; *p != '\0'; p++)
    {
      depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
      equals += *p == '=';
      operators += strchr ("+-*/^", *p) != NULL;
      operands += g_ascii_isalnum (*p);
      if (depth < 0)
        return FALSE;
    }

  return depth == 0 && equals <= 1 && operands >= 2 && (equals == 1 || operators > 0) && strchr ("+-*/^=", formula[length - 1]) == NULL &&
         formula[0] != '=' && formula[0] != '*' && formula[0] != '/';
}

static gboolean
has_unknown (const char *formula)
{
  for (const char *p = formula; *p != '\0'; p++)
    {
      const char *start = p;

      while (g_ascii_isalpha (*p))
        p++;
      if (p - start == 1)
        return TRUE;
      if (*p == '\0')
        break;
    }

  return FALSE;
}

static void
finish_run (GString   *run,
            GPtrArray *formulas)
{
  g_autofree char *formula = g_strstrip (g_strdup (run->str));
  gsize length = strlen (formula);

  while (length > 0 && strchr (".,?!", formula[length - 1]) != NULL)
    formula[--length] = '\0';
  if (is_complete (formula))
    g_ptr_array_add (formulas, g_steal_pointer (&formula));
  g_string_truncate (run, 0);
}

/* Runs of formula words; commas, semicolons, quotes and all other words end a run. */
static GPtrArray *
list_formulas (const char *question)
{
  GPtrArray *formulas = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = normalise (question);
  g_autoptr(GString) run = g_string_new (NULL);
  g_auto(GStrv) words = NULL;

  for (char *p = text; *p != '\0'; p++)
    {
      if (strchr ("`\"'", *p) != NULL)
        *p = ';';
    }
  {
    g_autoptr(GString) spaced = g_string_new (text);

    g_string_replace (spaced, ";", " ; ", 0);
    g_string_replace (spaced, ",", " ; ", 0);
    g_string_replace (spaced, "?", " ", 0);
    g_string_replace (spaced, ". ", " ; ", 0);
    g_string_replace (spaced, ":", " ; ", 0);
    words = g_strsplit (spaced->str, " ", -1);
  }

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] == '\0')
        continue;
      if (!is_formula_word (words[i]))
        {
          finish_run (run, formulas);
          continue;
        }
      if (run->len > 0)
        g_string_append_c (run, ' ');
      /* An article before a formula is no unknown. */
      if (run->len == 0 && (g_str_equal (words[i], "a") || g_str_equal (words[i], "I")) &&
          (words[i + 1] == NULL || !is_operator (words[i + 1][0])))
        continue;
      g_string_append (run, words[i]);
    }
  finish_run (run, formulas);

  return formulas;
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
collect_unknowns (SpMath     *self,
                  const char *formula)
{
  for (const char *p = formula; *p != '\0';)
    {
      const char *start = p;

      while (g_ascii_isalpha (*p))
        p++;
      if (p - start == 1)
        {
          char letter[2] = { *start, '\0' };

          if (!g_ptr_array_find_with_equal_func (self->unknowns, letter, g_str_equal, NULL))
            g_ptr_array_add (self->unknowns, g_strdup (letter));
        }
      if (p == start)
        p++;
    }
}

/**
 * sp_math_find:
 * @question: a question
 * @arithmetic: whether expressions without an unknown count too
 *
 * Returns: (transfer full) (nullable): the equations or the expression in it, when there are any
 */
SpMath *
sp_math_find (const char *question,
              gboolean    arithmetic)
{
  g_autoptr(GPtrArray) formulas = NULL;
  g_autoptr(SpMath) self = NULL;

  g_return_val_if_fail (question != NULL, NULL);

  formulas = list_formulas (question);
  self = g_new0 (SpMath, 1);
  self->equations = g_ptr_array_new_with_free_func (g_free);
  self->unknowns = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < formulas->len; i++)
    {
      const char *formula = g_ptr_array_index (formulas, i);

      if (strchr (formula, '=') != NULL && has_unknown (formula))
        g_ptr_array_add (self->equations, g_strdup (formula));
    }
  for (guint i = 0; i < formulas->len && arithmetic && self->equations->len == 0; i++)
    {
      const char *formula = g_ptr_array_index (formulas, i);

      if (strchr (formula, '=') == NULL && !has_unknown (formula))
        g_ptr_array_add (self->equations, g_strdup (formula));
    }
  if (self->equations->len == 0)
    return NULL;
  for (guint i = 0; i < self->equations->len; i++)
    collect_unknowns (self, g_ptr_array_index (self->equations, i));
  g_ptr_array_sort (self->unknowns, compare_strings);

  return g_steal_pointer (&self);
}

/* One side of an equation on its way to Python. */
typedef struct
{
  GString  *out;
  char      previous;   /* what stands before: a digit, 'x', an operator, a parenthesis, or nothing */
  gboolean  exact;      /* fractions of whole numbers stay fractions */
} Side;

static void
times_if_needed (Side *side)
{
  if (g_ascii_isalnum (side->previous) || side->previous == ')')
    g_string_append_c (side->out, '*');
}

/* 1/3 becomes Rational(1, 3), which loses nothing. */
static const char *
add_digits (Side       *side,
            const char *p)
{
  const char *start = p;
  gboolean starts = side->previous == '\0' || strchr ("+-*(=", side->previous) != NULL;

  while (g_ascii_isdigit (*p) || *p == '.')
    p++;
  if (side->previous == ')' || g_ascii_isalpha (side->previous))
    g_string_append_c (side->out, '*');
  if (side->exact && starts && *p == '/' && g_ascii_isdigit (p[1]) && memchr (start, '.', p - start) == NULL)
    {
      const char *divisor = p + 1;

      g_string_append_printf (side->out, "Rational(%.*s, ", (int) (p - start), start);
      for (p = divisor; g_ascii_isdigit (*p);)
        p++;
      g_string_append_printf (side->out, "%.*s)", (int) (p - divisor), divisor);
      side->previous = ')';
      return p;
    }
  g_string_append_len (side->out, start, p - start);
  side->previous = '0';

  return p;
}

static const char *
add_letters (Side       *side,
             const char *p)
{
  const char *start = p;
  g_autofree char *name = NULL;

  while (g_ascii_isalpha (*p))
    p++;
  times_if_needed (side);
  name = p - start > 1 ? g_ascii_strdown (start, p - start) : g_strndup (start, 1);
  g_string_append (side->out, name);
  /* A function is followed by its argument, not multiplied with it. */
  side->previous = p - start > 1 && !g_str_equal (name, "pi") ? '\0' : 'x';

  return p;
}

static void
add_operator (Side *side,
              char  c)
{
  gboolean unary = side->previous == '\0' || strchr ("+-*/^(=", side->previous) != NULL;

  if (c == '(')
    times_if_needed (side);
  if (c == '^')
    g_string_append (side->out, "**");
  else if (unary || c == '(' || c == ')')
    g_string_append_c (side->out, c);
  else
    g_string_append_printf (side->out, " %c ", c);
  side->previous = c;
}

/* 3x → 3*x, 2(x+1) → 2*(x + 1), ^ → **, 5% → 5 / 100. */
static char *
side_to_python (const char *text,
                gboolean    exact)
{
  Side side = { g_string_new (NULL), '\0', exact };

  for (const char *p = text; *p != '\0';)
    {
      if (g_ascii_isdigit (*p) || *p == '.')
        p = add_digits (&side, p);
      else if (g_ascii_isalpha (*p))
        p = add_letters (&side, p);
      else
        {
          if (*p == '%')
            g_string_append (side.out, " / 100");
          else if (*p != ' ')
            add_operator (&side, *p);
          p++;
        }
    }

  return g_string_free (side.out, FALSE);
}

static gboolean
uses_functions (const SpMath *self)
{
  for (guint i = 0; i < self->equations->len; i++)
    {
      for (gsize j = 0; functions[j] != NULL; j++)
        {
          if (strstr (g_ptr_array_index (self->equations, i), functions[j]) != NULL)
            return TRUE;
        }
    }

  return FALSE;
}

static char *
compile_arithmetic (const SpMath *self)
{
  GString *code = g_string_new (NULL);

  g_string_append_printf (code, "# Calculate %s.\n%s", (const char *) g_ptr_array_index (self->equations, 0),
                          uses_functions (self) ? "from math import cos, exp, log, pi, sin, sqrt, tan\n\n" : "");
  for (guint i = 0; i < self->equations->len; i++)
    {
      g_autofree char *expression = side_to_python (g_ptr_array_index (self->equations, i), FALSE);

      g_string_append_printf (code, "print(%s)\n", expression);
    }

  return g_string_free (code, FALSE);
}

/**
 * sp_math_compile:
 * @self: equations, or an expression
 *
 * Returns: (transfer full): Python that solves them and prints one line for each solution
 */
char *
sp_math_compile (const SpMath *self)
{
  g_autofree char *subject = NULL;
  g_autofree char *names = NULL;
  GString *code;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->unknowns->len == 0)
    return compile_arithmetic (self);

  subject = sp_math_dup_subject (self);
  {
    g_autoptr(GPtrArray) list = g_ptr_array_copy (self->unknowns, (GCopyFunc) g_strdup, NULL);

    g_ptr_array_set_free_func (list, g_free);
    g_ptr_array_add (list, NULL);
    names = g_strjoinv (" ", (char **) list->pdata);
  }
  code = g_string_new (NULL);
  g_string_append_printf (code, "# Solve %s.\nfrom sympy import Eq, Rational, solve, symbols%s\n\n", subject,
                          uses_functions (self) ? ", cos, exp, log, pi, sin, sqrt, tan" : "");
  for (guint i = 0; i < self->unknowns->len; i++)
    g_string_append_printf (code, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (self->unknowns, i));
  g_string_append_printf (code, " = symbols(\"%s\")\nequations = [\n", names);
  for (guint i = 0; i < self->equations->len; i++)
    {
      g_auto(GStrv) sides = g_strsplit (g_ptr_array_index (self->equations, i), "=", 2);
      g_autofree char *left = side_to_python (sides[0], TRUE);
      g_autofree char *right = side_to_python (sides[1], TRUE);

      g_string_append_printf (code, "    Eq(%s, %s),\n", left, right);
    }
  g_string_append (code, "]\nsolutions = solve(equations, dict=True)\n"
                   "for solution in solutions:\n"
                   "    print(\", \".join(f\"{name} = {value}\" + (\"\" if value.is_rational or value.free_symbols else f\" ≈ {value.evalf(6)}\")\n"
                   "                    for name, value in sorted(solution.items(), key=str)))\n"
                   "if not solutions:\n"
                   "    print(\"no solution\")\n");

  return g_string_free (code, FALSE);
}

/**
 * sp_math_is_own_code:
 * @code: the code of a cell
 *
 * Returns: whether sp_math_compile() wrote it
 */
gboolean
sp_math_is_own_code (const char *code)
{
  return g_str_has_prefix (code, "# Solve ") || g_str_has_prefix (code, "# Calculate ");
}

/**
 * sp_math_dup_subject:
 * @self: equations, or an expression
 *
 * Returns: (transfer full): them in one line
 */
char *
sp_math_dup_subject (const SpMath *self)
{
  GString *subject;

  g_return_val_if_fail (self != NULL, NULL);

  subject = g_string_new (NULL);
  for (guint i = 0; i < self->equations->len; i++)
    g_string_append_printf (subject, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (self->equations, i));

  return g_string_free (subject, FALSE);
}

/**
 * sp_math_free:
 * @self: (transfer full): equations, or an expression
 */
void
sp_math_free (SpMath *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->equations, g_ptr_array_unref);
  g_clear_pointer (&self->unknowns, g_ptr_array_unref);
  g_free (self);
}
