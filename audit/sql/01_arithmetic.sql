-- Arithmetic. Every sum, mean and rounding of the audit goes through these macros.
--
-- A double is a whole number times a power of two. In units of 2^-80, every double of this study is a whole number that a
-- 128-bit integer holds, so sums are exact, halves are known to be halves, and nothing depends on the order of rows.

-- One, in units: 2^80.
CREATE MACRO one() AS 1208925819614629174706176::HUGEINT;

-- A double in units of 2^-80. A double that is no whole number of them is an error, never rounded.
CREATE MACRO units(x) AS
    CASE
        WHEN x IS NULL THEN NULL
        WHEN abs(x) < 4096 AND x * one()::DOUBLE = trunc(x * one()::DOUBLE) THEN (x * one()::DOUBLE)::HUGEINT
        ELSE error('the double ' || x || ' is no whole number of units of 2^-80; choose a smaller unit in 01_arithmetic.sql')
    END;

-- The double nearest to a whole number of units. Cut at 2^53, both parts are exact doubles; their sum is rounded once, by
-- the processor, halves to even. A plain cast would round the lower 64 bits first and the whole again.
CREATE MACRO from_units(u) AS
    sign(u) * ((abs(u) // 9007199254740992)::DOUBLE * 9007199254740992::DOUBLE + (abs(u) % 9007199254740992)::DOUBLE)
    / one()::DOUBLE;

-- The arithmetic mean of n doubles whose exact sum is u: the sum is rounded to a double once, then divided.
CREATE MACRO mean_of(u, n) AS from_units(u) / n::DOUBLE;

-- r4 of "Measures", in whole ten-thousandths: the nearest to the double, exact halves to even, either sign.
CREATE MACRO ten_thousandths(x) AS (
    sign(units(x)) * (
        (20000 * abs(units(x)) + one()) // (2 * one())
        - CASE
            WHEN (20000 * abs(units(x)) + one()) % (2 * one()) = 0
                AND ((20000 * abs(units(x)) + one()) // (2 * one())) % 2 = 1
            THEN 1 ELSE 0
        END
    )
)::BIGINT;

-- The double of so many ten-thousandths; division rounds once, so it is the double nearest to the decimal.
CREATE MACRO four_decimals(q) AS q::DOUBLE / 10000::DOUBLE;

-- A whole number nearest to a double that is not negative, exact halves to even.
CREATE MACRO nearest_whole(x) AS (
    floor(x)
    + CASE
        WHEN x - floor(x) > 0.5::DOUBLE OR (x - floor(x) = 0.5::DOUBLE AND floor(x)::BIGINT % 2 = 1) THEN 1 ELSE 0
    END
)::BIGINT;

-- A score that is not negative in whole hundred-thousandths, the decimals that scores have at most; noise beyond them is dropped.
CREATE MACRO hundred_thousandths(x) AS nearest_whole(x * 100000::DOUBLE);

-- The double of so many hundred-thousandths; division rounds once, so it is the double nearest to the decimal.
CREATE MACRO five_decimals(h) AS h::DOUBLE / 100000::DOUBLE;

-- Two decimals of the binary double, exact halves away from zero, without a sign.
CREATE MACRO hundredths(x) AS ((200 * abs(units(x)) + one()) // (2 * one()))::BIGINT;
CREATE MACRO shown(x) AS printf('%d.%02d', hundredths(x) // 100, hundredths(x) % 100);

-- The same with a sign, U+2212 for minus; a negative that rounds to zero keeps its sign.
CREATE MACRO shown_signed(x) AS CASE WHEN x < 0 THEN chr(8722) ELSE '+' END || shown(x);

-- A score with all the decimals that it has, at least one.
CREATE MACRO all_decimals(x) AS
    CASE WHEN x = floor(x) THEN printf('%.1f', x::DOUBLE) ELSE rtrim(printf('%.6f', x::DOUBLE), '0') END;

-- Two decimals as the fitted rule of the bands takes them: five decimals taken as exact, halves up.
CREATE MACRO decimal_half_up(x) AS ((hundred_thousandths(x) + 500) // 1000)::DOUBLE / 100::DOUBLE;

-- The share of n that lies below, in whole per cent, halves up. Counts may be halved by doubling both.
CREATE MACRO percentile_of(below, n) AS ((200 * below + n) // (2 * n))::BIGINT;

-- 1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st.
CREATE MACRO ordinal(n) AS
    n || CASE
        WHEN n % 100 BETWEEN 11 AND 13 THEN 'th'
        WHEN n % 10 = 1 THEN 'st'
        WHEN n % 10 = 2 THEN 'nd'
        WHEN n % 10 = 3 THEN 'rd'
        ELSE 'th'
    END;

-- A rank or percentile as it is shown: whole numbers without a decimal, others with the half they have.
CREATE MACRO plain(x) AS CASE WHEN x = floor(x) THEN x::BIGINT::VARCHAR ELSE printf('%.1f', x::DOUBLE) END;

-- A title as it stands in a page's address.
CREATE MACRO slug(title) AS trim(regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g'), '-');

-- A title with every run of blanks made one.
CREATE MACRO single_blanks(title) AS trim(regexp_replace(title, '\s+', ' ', 'g'));

-- A number of five decimals as a whole one, either sign, for sums and products that are exact.
CREATE MACRO signed_hundred_thousandths(x) AS sign(x)::BIGINT * hundred_thousandths(abs(x));

-- A double below ten in quadrillionths: what this drops is below the last bit that is compared of any statistic.
CREATE MACRO quadrillionths(x) AS round(x * 1e15)::HUGEINT;

-- Pearson's correlation over the rows of whole numbers; all its sums are exact.
CREATE MACRO pearson(x, y) AS
    (count(*) * sum(x::HUGEINT * y) - sum(x) * sum(y))::DOUBLE
    / sqrt((count(*) * sum(x::HUGEINT * x) - sum(x) * sum(x))::DOUBLE)
    / sqrt((count(*) * sum(y::HUGEINT * y) - sum(y) * sum(y))::DOUBLE);

-- The sample standard deviation over the rows of whole numbers.
CREATE MACRO deviation(x) AS
    sqrt((count(*) * sum(x::HUGEINT * x) - sum(x) * sum(x))::DOUBLE / (count(*) * (count(*) - 1))::DOUBLE);

-- A number with so many decimals, U+2212 for minus; with a plus sign as well, where it is asked for.
CREATE MACRO decimals(x, places) AS replace(printf('%.' || places || 'f', x::DOUBLE), '-', chr(8722));
CREATE MACRO signed_decimals(x, places) AS replace(printf('%+.' || places || 'f', x::DOUBLE), '-', chr(8722));

-- A count with commas between thousands.
CREATE MACRO grouped(n) AS format('{:,}', n::BIGINT);

-- Places of a rank with their sign; none is 0.
CREATE MACRO signed_places(n) AS CASE WHEN n = 0 THEN '0' WHEN n < 0 THEN chr(8722) || -n ELSE '+' || n END;

-- A number in its shortest form of at most six digits: 2, 2.5, 49.25.
CREATE MACRO general(x) AS format('{:g}', x::DOUBLE);
