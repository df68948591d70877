#include "services/core/calendar/moon_and_sun.h"

#include <cmath>
#include <numbers>

namespace letan::calendar {
namespace {

double SinDegrees(double degrees) { return std::sin(degrees * std::numbers::pi / 180); }

// Terrestrial less universal time, in days; `centuries` since 1900.
double DeltaT(double centuries) {
  return -0.000278 + 0.000265 * centuries + 0.000262 * centuries * centuries;
}

}  // namespace

double NewMoon(int number) {
  constexpr double kPerCentury = 1236.85;
  const double k = number;
  const double t = k / kPerCentury;
  const double t2 = t * t;
  const double t3 = t2 * t;
  const double mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3 +
                      0.00033 * SinDegrees(166.56 + 132.87 * t - 0.009173 * t2);
  // Mean anomalies of sun and moon, and the moon's argument of latitude.
  const double sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
  const double moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
  const double latitude = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
  const double correction =
      (0.1734 - 0.000393 * t) * SinDegrees(sun) + 0.0021 * SinDegrees(2 * sun) -
      0.4068 * SinDegrees(moon) + 0.0161 * SinDegrees(2 * moon) - 0.0004 * SinDegrees(3 * moon) +
      0.0104 * SinDegrees(2 * latitude) - 0.0051 * SinDegrees(sun + moon) -
      0.0074 * SinDegrees(sun - moon) + 0.0004 * SinDegrees(2 * latitude + sun) -
      0.0004 * SinDegrees(2 * latitude - sun) - 0.0006 * SinDegrees(2 * latitude + moon) +
      0.0010 * SinDegrees(2 * latitude - moon) + 0.0005 * SinDegrees(2 * moon + sun);
  return mean + correction - DeltaT(t);
}

double SunLongitude(double julian_day) {
  constexpr double kDaysPerCentury = 36525;
  const double t = (julian_day - 2451545.0) / kDaysPerCentury;
  const double t2 = t * t;
  const double anomaly = 357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t2 * t;
  const double mean = 280.46645 + 36000.76983 * t + 0.0003032 * t2;
  const double centre = (1.914600 - 0.004817 * t - 0.000014 * t2) * SinDegrees(anomaly) +
                        (0.019993 - 0.000101 * t) * SinDegrees(2 * anomaly) +
                        0.000290 * SinDegrees(3 * anomaly);
  // Aberration and the greater part of nutation.
  const double node = 125.04 - 1934.136 * t;
  const double apparent = mean + centre - 0.00569 - 0.00478 * SinDegrees(node);
  const double turned = std::fmod(apparent, 360);
  return turned < 0 ? turned + 360 : turned;
}

}  // namespace letan::calendar
