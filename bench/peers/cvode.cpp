// CVODE of SUNDIALS 6.4.1: BDF with a dense linear solver and the exact Jacobian, and Adams with fixed-point iteration.
//
// It is driven as its guide says: one step at a time up to a stop time, with a fresh start where the rates jump.
#include "drive.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include <limits>
#include <stdexcept>

namespace bench {
namespace {

struct Context {
    SUNContext context = nullptr;
    Context() { SUNContext_Create(nullptr, &context); }
    ~Context() { SUNContext_Free(&context); }
};

/// One CVODE for a size, made once: what it allocates is not part of any measurement.
class Cvode final : public Dense {
public:
    Cvode(int method, std::size_t n) : n_(n) {
        static Context context;
        const auto size = static_cast<sunindextype>(n);
        y_ = N_VNew_Serial(size, context.context);
        absolute_ = N_VNew_Serial(size, context.context);
        slope_ = N_VNew_Serial(size, context.context);
        dense_ = N_VMake_Serial(size, nullptr, context.context);
        memory_ = CVodeCreate(method, context.context);
        N_VConst(1, absolute_);
        N_VConst(0, y_);
        check(CVodeInit(memory_, rates, 0, y_));
        check(CVodeSVtolerances(memory_, 1e-3, absolute_));
        if (method == CV_BDF) {
            matrix_ = SUNDenseMatrix(size, size, context.context);
            linear_ = SUNLinSol_Dense(y_, matrix_, context.context);
            check(CVodeSetLinearSolver(memory_, linear_, matrix_));
            check(CVodeSetJacFn(memory_, jacobian));
        } else {
            nonlinear_ = SUNNonlinSol_FixedPoint(y_, 0, context.context);
            check(CVodeSetNonlinearSolver(memory_, nonlinear_));
        }
        check(CVodeSetMaxNumSteps(memory_, 100'000'000));
        check(CVodeSetErrFile(memory_, nullptr));
    }
    ~Cvode() {
        CVodeFree(&memory_);
        if (linear_) SUNLinSolFree(linear_);
        if (matrix_) SUNMatDestroy(matrix_);
        if (nonlinear_) SUNNonlinSolFree(nonlinear_);
        for (N_Vector v : {y_, absolute_, slope_, dense_}) N_VDestroy(v);
    }
    Cvode(const Cvode&) = delete;
    Cvode& operator=(const Cvode&) = delete;

    void use(Arc& arc, double tolerance) {
        arc_ = &arc;
        steps_ = 0;
        for (std::size_t i = 0; i < n_; ++i) N_VGetArrayPointer(absolute_)[i] = tolerance * arc.absolute()[i];
        check(CVodeSVtolerances(memory_, tolerance, absolute_));
        check(CVodeSetUserData(memory_, &arc));
        check(CVodeSetMaxStep(memory_, arc.longest_step()));
    }

    void begin(double t, double stop, const double* x) {
        t_ = t;
        std::copy(x, x + n_, N_VGetArrayPointer(y_));
        arc_->rates(t, x, N_VGetArrayPointer(slope_));
        arc_->bend(t, x, N_VGetArrayPointer(slope_));
        check(CVodeReInit(memory_, t, y_));
        go_on(t, stop);
    }
    void go_on(double, double stop) {
        stop_ = stop;
        check(CVodeSetStopTime(memory_, stop));
    }
    double step() {
        // At loose tolerance the stiff arc can drive it into steps without end, which CVODE does not call a failure.
        if (++steps_ > 500'000) return std::numeric_limits<double>::quiet_NaN();
        const int flag = CVode(memory_, stop_, y_, &t_, CV_ONE_STEP);
        if (flag < 0) return std::numeric_limits<double>::quiet_NaN();
        check(CVodeGetDky(memory_, t_, 1, slope_));
        return t_;
    }
    const double* state() const { return N_VGetArrayPointer(y_); }
    const double* slope() const { return N_VGetArrayPointer(slope_); }
    void at(double t, double* x) override {
        N_VSetArrayPointer(x, dense_);
        check(CVodeGetDky(memory_, t, 0, dense_));
    }

private:
    static int rates(double t, N_Vector y, N_Vector dydt, void* arc) {
        static_cast<Arc*>(arc)->rates(t, N_VGetArrayPointer(y), N_VGetArrayPointer(dydt));
        return 0;
    }
    static int jacobian(double t, N_Vector y, N_Vector, SUNMatrix j, void* arc, N_Vector, N_Vector, N_Vector) {
        static_cast<Arc*>(arc)->jacobian(t, N_VGetArrayPointer(y), SUNDenseMatrix_Data(j), nullptr);
        return 0;
    }
    static void check(int flag) {
        if (flag < 0) throw std::runtime_error("CVODE refused a call");
    }

    std::size_t n_;
    Arc* arc_ = nullptr;
    void* memory_ = nullptr;
    N_Vector y_, absolute_, slope_, dense_;
    SUNMatrix matrix_ = nullptr;
    SUNLinearSolver linear_ = nullptr;
    SUNNonlinearSolver nonlinear_ = nullptr;
    double t_ = 0, stop_ = 0;
    long long steps_ = 0;
};

template <int method>
bool run(Arc& arc, double tolerance, double* states) {
    static Cvode massless(method, 14), inertial(method, 17);
    Cvode& cvode = arc.size() == 14 ? massless : inertial;
    cvode.use(arc, tolerance);
    return drive(arc, cvode, {3, 1}, tolerance, states);
}

} // namespace

std::vector<Peer> cvode_peers() { return {{"CVODE BDF", false, run<CV_BDF>}, {"CVODE Adams", false, run<CV_ADAMS>}}; }

} // namespace bench
