/* Shows every process another time of day: python -m tests.groups --at 2028-02-29T00:30+00:00

   Preloaded, it moves the wall clock by SARK_CLOCK_SHIFT_S seconds and leaves the monotonic one alone, so that sleeps
   and timeouts take as long as ever. Debian's libfaketime fails there: with its monotonic clock left alone, Python's
   time.sleep() ends in EINVAL. */

#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    const char *shift = getenv("SARK_CLOCK_SHIFT_S");
    int failed = syscall(SYS_clock_gettime, clock, now);

    if (!failed && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += atol(shift);
    return failed;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec precise;

    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *seconds)
{
    struct timespec precise;

    clock_gettime(CLOCK_REALTIME, &precise);
    if (seconds)
        *seconds = precise.tv_sec;
    return precise.tv_sec;
}
