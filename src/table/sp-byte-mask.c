/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Finding a few bytes in many: one bit for each byte of a block. This is what
 * the speed of opening a large file rests on, so x86 has two versions of its
 * own; they are chosen when the program runs, and tests hold them equal to the
 * plain one. Pure functions; any thread. */

#include "config.h"

#include "table/sp-byte-mask.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

static guint64
plain_word (const guint8 *bytes,
            gsize         n_bytes,
            const guint8  marks[SP_N_MARKS])
{
  guint64 mask = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      guint8 b = bytes[i];
      guint64 hit = b == marks[0] || b == marks[1] || b == marks[2] || b == marks[3];

      mask |= hit << i;
    }

  return mask;
}

static void
plain_mask (const guint8 *bytes,
            gsize         n_bytes,
            const guint8  marks[SP_N_MARKS],
            guint64      *masks)
{
  for (gsize at = 0, w = 0; at < n_bytes; at += 64, w++)
    masks[w] = plain_word (bytes + at, MIN (64, n_bytes - at), marks);
}

#ifdef __x86_64__

static guint64
sse2_sixteen (const guint8 *bytes,
              __m128i       a,
              __m128i       b,
              __m128i       c,
              __m128i       d)
{
  __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) bytes);
  __m128i hit = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, a), _mm_cmpeq_epi8 (v, b)),
                              _mm_or_si128 (_mm_cmpeq_epi8 (v, c), _mm_cmpeq_epi8 (v, d)));

  return (guint32) _mm_movemask_epi8 (hit);
}

static void
sse2_mask (const guint8 *bytes,
           gsize         n_bytes,
           const guint8  marks[SP_N_MARKS],
           guint64      *masks)
{
  __m128i a = _mm_set1_epi8 ((char) marks[0]);
  __m128i b = _mm_set1_epi8 ((char) marks[1]);
  __m128i c = _mm_set1_epi8 ((char) marks[2]);
  __m128i d = _mm_set1_epi8 ((char) marks[3]);
  gsize at = 0;
  gsize w = 0;

  for (; at + 64 <= n_bytes; at += 64, w++)
    masks[w] = sse2_sixteen (bytes + at, a, b, c, d) |
               sse2_sixteen (bytes + at + 16, a, b, c, d) << 16 |
               sse2_sixteen (bytes + at + 32, a, b, c, d) << 32 |
               sse2_sixteen (bytes + at + 48, a, b, c, d) << 48;

  if (at < n_bytes)
    masks[w] = plain_word (bytes + at, n_bytes - at, marks);
}

__attribute__ ((target ("avx2")))
static void
avx2_mask (const guint8 *bytes,
           gsize         n_bytes,
           const guint8  marks[SP_N_MARKS],
           guint64      *masks)
{
  __m256i a = _mm256_set1_epi8 ((char) marks[0]);
  __m256i b = _mm256_set1_epi8 ((char) marks[1]);
  __m256i c = _mm256_set1_epi8 ((char) marks[2]);
  __m256i d = _mm256_set1_epi8 ((char) marks[3]);
  gsize at = 0;
  gsize w = 0;

  for (; at + 64 <= n_bytes; at += 64, w++)
    {
      __m256i u = _mm256_loadu_si256 ((const __m256i *) (const void *) (bytes + at));
      __m256i v = _mm256_loadu_si256 ((const __m256i *) (const void *) (bytes + at + 32));
      __m256i low = _mm256_or_si256 (_mm256_or_si256 (_mm256_cmpeq_epi8 (u, a), _mm256_cmpeq_epi8 (u, b)),
                                     _mm256_or_si256 (_mm256_cmpeq_epi8 (u, c), _mm256_cmpeq_epi8 (u, d)));
      __m256i high = _mm256_or_si256 (_mm256_or_si256 (_mm256_cmpeq_epi8 (v, a), _mm256_cmpeq_epi8 (v, b)),
                                      _mm256_or_si256 (_mm256_cmpeq_epi8 (v, c), _mm256_cmpeq_epi8 (v, d)));

      masks[w] = (guint64) (guint32) _mm256_movemask_epi8 (low) |
                 (guint64) (guint32) _mm256_movemask_epi8 (high) << 32;
    }

  if (at < n_bytes)
    masks[w] = plain_word (bytes + at, n_bytes - at, marks);
}

#endif

/**
 * sp_byte_mask_is_available:
 * @kind: a version of the search
 *
 * Returns: whether this processor can run it
 */
gboolean
sp_byte_mask_is_available (SpByteMaskKind kind)
{
  return sp_byte_mask_get (kind) != NULL;
}

/**
 * sp_byte_mask_get:
 * @kind: a version of the search
 *
 * Returns: (nullable): the function, or %NULL where this processor lacks it
 */
SpByteMaskFunc
sp_byte_mask_get (SpByteMaskKind kind)
{
  switch (kind)
    {
    case SP_BYTE_MASK_PLAIN:
      return plain_mask;
#ifdef __x86_64__
    case SP_BYTE_MASK_SSE2:
      return sse2_mask;
    case SP_BYTE_MASK_AVX2:
      return __builtin_cpu_supports ("avx2") ? avx2_mask : NULL;
#else
    case SP_BYTE_MASK_SSE2:
    case SP_BYTE_MASK_AVX2:
#endif
    default:
      return NULL;
    }
}

/**
 * sp_byte_mask_get_best:
 *
 * Returns: the fastest version that this processor can run
 */
SpByteMaskFunc
sp_byte_mask_get_best (void)
{
  for (int kind = SP_BYTE_MASK_AVX2; kind > SP_BYTE_MASK_PLAIN; kind--)
    if (sp_byte_mask_is_available (kind))
      return sp_byte_mask_get (kind);

  return plain_mask;
}
