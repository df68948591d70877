// When the moon is new and where the sun stands, as the calendar needs them: within a few minutes
// over some centuries. The truncated series are those of Jean Meeus, "Astronomical Formulae for
// Calculators" (1979; moon, ch. 32) and "Astronomical Algorithms" (1998; sun, ch. 25).
#ifndef LETAN_SERVICES_CORE_CALENDAR_MOON_AND_SUN_H_
#define LETAN_SERVICES_CORE_CALENDAR_MOON_AND_SUN_H_

namespace letan::calendar {

// Moments are Julian days in universal time: 0.0 is noon, so 2440587.5 is 1970-01-01 00:00 UTC.

// The new moon of that number; number 0 is that of 1900-01-01.
double NewMoon(int number);

// The apparent longitude of the sun, 0 ≤ … < 360 degrees; 270 is the winter solstice.
double SunLongitude(double julian_day);

}  // namespace letan::calendar

#endif  // LETAN_SERVICES_CORE_CALENDAR_MOON_AND_SUN_H_
